import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentNames, documentOf, targetOf } from '../../../../renderer/features/guide/document.ts'
import { bestOf, findPlace, placesOf, searchPlaces } from '../../../../renderer/features/guide/search.ts'

const root = join(import.meta.dirname, '../..', '..', '..')
const documents = documentNames.map(name =>
  documentOf(name, readFileSync(join(root, 'docs', `${name}.md`), 'utf8'))
)
const places = placesOf(documents)

/** Whether `document/section` names an existing heading or page. */
function isThere(target: string): boolean {
  const [name, anchor] = target.split('/')
  const place = findPlace(documents, target)
  if (!place || place.document.name !== name) return false
  return !anchor || place.section.id === anchor || place.section.html.includes(`id="${anchor}"`)
}

describe('a page of docs/', () => {
  it('is split into sections; text before the first belongs to the page', () => {
    const { title, sections } = documentOf(
      'guide',
      '# Guide\nOne.\n\n## A `b` & c\nTwo.\n\n### Inner\nThree.'
    )
    expect(title).toBe('Guide')
    expect(sections.map(({ id, title, text }) => ({ id, title, text }))).toEqual([
      { id: 'guide', title: 'Guide', text: 'One.' },
      { id: 'a-b--c', title: 'A b & c', text: 'Two. Inner Three.' }
    ])
    expect(sections[1]?.html).toContain('<h4 id="inner">Inner</h4>')
  })

  it('drops raw HTML and links that leave the program', () => {
    const { sections } = documentOf(
      'guide',
      '# T\n<script>x</script><img src=x onerror=y>\n\n[in](errors.md) [here](#t) [out](../README.md) [far](https://example.org)'
    )
    const html = sections[0]?.html
    expect(html).not.toMatch(/script|onerror|README|https/)
    expect(html).toContain('<a href="#errors/">in</a> <a href="#guide/t">here</a> out far')
  })

  it('shows an image with its caption below', () => {
    const { sections } = documentOf('guide', '# T\n![The <tissue>](pictures/a.webp)')
    expect(sections[0]?.html).toBe(
      '<figure><img src="pictures/a.webp" class="in-light" alt="" loading="lazy"><img src="pictures/a-dark.webp" class="in-dark" alt="" loading="lazy"><figcaption>The &lt;tissue&gt;</figcaption></figure>'
    )
  })
})

describe('the guide in the program', () => {
  it('has no dead links', () => {
    const links = places.flatMap(({ section }) =>
      [...section.html.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target as string)
    )
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter(target => !isThere(target))).toEqual([])
  })

  it('has every image that it names', () => {
    const pictures = places.flatMap(({ section }) =>
      [...section.html.matchAll(/src="([^"]+)"/g)].map(([, path]) => path as string)
    )
    expect(pictures.length).toBeGreaterThan(5)
    expect(pictures.filter(path => !existsSync(join(root, 'docs', path)))).toEqual([])
  })

  it('has every section that the help of a dialog names', () => {
    const help = globSync('renderer/**/*.vue', { cwd: root }).flatMap(file =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/ help="([^"]+)"/g)].map(
        ([, target]) => target as string
      )
    )
    expect(help.length).toBeGreaterThan(8)
    expect(help.filter(target => !isThere(target))).toEqual([])
  })

  it('searches for all typed words', () => {
    const found = searchPlaces(places, 'Signature  history')
    expect(found.length).toBeGreaterThan(1)
    expect(bestOf(found, 'signature')?.section.title).toBe('History and signature')
    expect(searchPlaces(places, 'zebra heatmap')).toEqual([])
    expect(searchPlaces(places, '').length).toBe(places.length)
  })

  it('shows the beginning when asked for an unknown section', () => {
    expect(findPlace(documents, 'elsewhere/x')?.section.id).toBe('guide')
    expect(targetOf('../training/README.md', 'guide')).toBeUndefined()
  })
})
