import { expect, test } from 'vitest'
import { checkProse } from '../../../scripts/prose/check.ts'

const found = async (name: string, lines: string[]) =>
  (await checkProse(name, lines.join('\n'))).map(({ line, column, message }) => [line, column, message])

test('finds phrases in Markdown, across lines and in tables, but not in code', async () => {
  expect(await found('a.md', ['It comes', 'to nothing.', '', '`anew`'])).toEqual([
    [1, 4, expect.stringContaining('“comes to nothing”')]
  ])
  expect(await found('a.md', ['| b |', '|---|', '| anew |', '', '```', 'anew', '```'])).toEqual([
    [3, 3, expect.stringContaining('“anew”')]
  ])
})

test('finds phrases in comments and sentences of code, at their positions', async () => {
  const code = [
    '/** Computes',
    ' * it anew. */',
    "const anew = 'anew'",
    "throw new Error('Begin it anew, please.') // anew",
    ['const more = `', '{anew} is told ', '{anew}, and anew` // https://example.org'].join('$'),
    'const pattern = /anew a b c\\/\\//'
  ]
  expect(await found('a.ts', code)).toEqual([
    [2, 7, expect.stringContaining('“anew”')],
    [4, 27, expect.stringContaining('“anew”')],
    [4, 46, expect.stringContaining('“anew”')],
    [5, 26, expect.stringContaining('“told”')],
    [5, 44, expect.stringContaining('“anew”')]
  ])
})

test('finds comments in every part of a component, in style sheets and in SQL', async () => {
  const component = [
    '<script setup lang="ts">',
    '// made anew',
    '</script>',
    '<template>',
    '  <!-- made anew -->',
    '  <p>anew</p>',
    '</template>',
    '<style>',
    '/* made anew */',
    '</style>'
  ]
  expect((await found('a.vue', component)).map(([line]) => line)).toEqual([2, 5, 9])
  expect(await found('a.css', ['a { color: red } /* anew */'])).toHaveLength(1)
  expect(await found('a.sql', ['SELECT anew -- anew', 'FROM anew'])).toHaveLength(1)
})

test('finds comments wider than 100 columns, except those with an address', async () => {
  const wide = `// ${'a'.repeat(98)}`
  expect(await found('a.ts', [wide, wide.slice(1), `/* ${'b'.repeat(94)} */`])).toEqual([
    [1, 101, expect.stringContaining('100 columns')]
  ])
  expect(await found('a.ts', [`// https://example.org/${'a'.repeat(98)}`])).toEqual([])
})

test('code fences inside strings hide nothing', async () => {
  expect(await found('a.ts', ["const fence = 'a ``` b c'", '// made anew'])).toHaveLength(1)
})
