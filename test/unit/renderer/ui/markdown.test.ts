import { describe, expect, it } from 'vitest'
import { h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { contentOf, sectionOf } from '../../../../renderer/ui/markdown/markdown.ts'

/** Vue marks where lists of nodes begin and end; the marks are not part of the content. */
const rendered = async (markdown: string) =>
  (await renderToString(h('div', contentOf(markdown)))).replace(/<!--.*?-->/g, '').slice(5, -6)

describe('a model card', () => {
  it('renders headings, paragraphs, lists, tables and code', async () => {
    const card =
      '# Title\nOne\nline.\n\n- a\n  goes on\n- **b** `c`\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\n```\n| raw\n```\nend'
    expect(await rendered(card)).toBe(
      '<h3>Title</h3><p>One\nline.</p><ul><li>a\ngoes on</li><li><strong>b</strong> <code>c</code></li></ul>' +
        '<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>' +
        '<pre class="overflow-x-auto"><code>| raw</code></pre><p>end</p>'
    )
  })

  it('keeps signs that HTML would need to escape', async () => {
    expect(await rendered('a < b & "c" © &amp; `<d>` \\*e\\*')).toBe(
      '<p>a &lt; b &amp; &quot;c&quot; © &amp;amp; <code>&lt;d&gt;</code> *e*</p>'
    )
  })

  it('shows HTML, addresses and images as text', async () => {
    expect(await rendered('<script>x</script>')).toBe('<p>&lt;script&gt;x&lt;/script&gt;</p>')
    expect(await rendered('a <b onclick="x">b</b>')).toBe(
      '<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>'
    )
    expect(await rendered('[a](javascript:b) ![c](d.png)')).toBe('<p><span>a</span> ![c](d.png)</p>')
  })

  it('renders any input', () => {
    for (const odd of ['```', '|', '| |', '-', '- ', '#', '####### x', '  ', '***', '> a', '1. a\n   - b'])
      expect(() => contentOf(odd)).not.toThrow()
  })

  it('has sections that end at the next heading of their level', () => {
    const card = '# Card\n\n## Limits\nOne.\n\n### More\n- two\n\n## Files\nThree.'
    expect(sectionOf(card, 'Limits')).toBe('One.\n\n### More\n- two')
    expect(sectionOf(card, 'Files')).toBe('Three.')
    expect(sectionOf(card, 'Missing')).toBe('')
  })
})
