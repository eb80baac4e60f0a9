import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cell } from '../../../results/csv.ts'
import { temporaryFolder } from '../../support/library.ts'

/** What a name, a note or a class of an imported file can contain. */
const hostile = [
  '$(touch ran)',
  '`touch ran`',
  ';touch ran;',
  '|touch ran',
  '&touch ran&',
  '\ntouch ran\n',
  '\r\ntouch ran\r\n',
  '";touch ran;"',
  '"$(touch ran)"',
  '\\";touch ran;#',
  '\\\\";touch ran;#',
  'ends with \\',
  "'; touch ran; '",
  "'$(touch ran)'",
  ['$', '{x:=$(touch ran)}'].join(''),
  ['$', '{x:=`touch ran`}'].join(''),
  '$[$(touch ran)]',
  '$((1+$(touch ran)))',
  '>ran',
  '<(touch ran)',
  '#\ntouch ran',
  '\\\n;touch ran',
  '$ \\(touch ran)'
]

test('a table that is run by a shell runs nothing that its cells contain', ({ skip }) => {
  const shells = ['/bin/sh', '/bin/bash', '/bin/zsh', '/bin/dash'].filter(path => existsSync(path))
  if (shells.length === 0) return skip('this computer has no shell at a known path')
  for (const shell of shells)
    for (const first of hostile)
      for (const second of [...hostile.slice(8, 12), 'plain']) {
        const folder = temporaryFolder()
        const line = ['1', cell(first), cell(second), cell('a b'), '2'].join(',')
        writeFileSync(join(folder, 'table.csv'), `minx,${cell(first)}\r\n${line}\r\n${line}\n`)
        spawnSync(shell, ['table.csv'], { cwd: folder, stdio: 'ignore' })
        expect(readdirSync(folder), `${shell}: ${JSON.stringify([first, second])}`).toEqual(['table.csv'])
      }
})

test('no cell, and no part of one that a spreadsheet may split off, begins like a formula', () => {
  const formulas = [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(1)',
    '＝1+1',
    ' =1+1',
    '\t=1+1',
    '\u200b=1+1',
    '\n=1+1',
    '\0=1'
  ]
  for (const formula of formulas)
    for (const text of [
      formula,
      `name;${formula}`,
      `name\t${formula}`,
      `name\n${formula}`,
      `name;"${formula}`
    ]) {
      const content = cell(text).replace(/^"|"$/g, '').replaceAll('""', '"')
      for (const part of content.split(/[;\t\r\n]/))
        expect(part, JSON.stringify(text)).not.toMatch(/^["\s\p{C}]*[=+\-@＝＋－＠]/u)
    }
})

test('leaves ordinary text as it is', () => {
  for (const text of ['IDC', 'Herd 3', 'prob_no IDC', '2024-05-01T10:00:00Z', 'Übergang 2 µm', 'a/b.c', ''])
    expect(cell(text)).toBe(text)
  for (const text of ['a, b', 'it’s (3)', 'costs $5', 'a "b" c', 'C:\\slides\\a', 'one - two; three'])
    expect(cell(text)).toBe(`"${text.replaceAll('"', '""')}"`)
})
