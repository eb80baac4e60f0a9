import { describe, expect, it } from 'vitest'
import { blocksOf } from '../../../renderer/ui/markdown.ts'

describe('a model card', () => {
  it('renders headings, paragraphs, lists, tables and code', () => {
    const card =
      '# Title\nOne\nline.\n\n- a\n  goes on\n- **b** `c`\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\n```\n| raw\n```\nend'
    const blocks = blocksOf(card)
    expect(blocks.map(block => block.kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'table',
      'code',
      'paragraph'
    ])
    expect(blocks[1]).toEqual({ kind: 'paragraph', spans: [{ kind: 'text', text: 'One line.' }] })
    expect(blocks[2]).toEqual({
      kind: 'list',
      items: [
        [{ kind: 'text', text: 'a goes on' }],
        [
          { kind: 'strong', text: 'b' },
          { kind: 'text', text: ' ' },
          { kind: 'code', text: 'c' }
        ]
      ]
    })
    expect(blocks[3]).toMatchObject({ rows: [[[{ text: '1' }], [{ text: '2' }]]] })
    expect(blocks[4]).toEqual({ kind: 'code', text: '| raw' })
  })

  it('shows HTML as text and terminates on any input', () => {
    expect(blocksOf('<script>x</script>')).toEqual([
      { kind: 'paragraph', spans: [{ kind: 'text', text: '<script>x</script>' }] }
    ])
    for (const odd of ['```', '|', '| |', '-', '- ', '#', '####### x', '  ', '***'])
      expect(() => blocksOf(odd)).not.toThrow()
  })
})
