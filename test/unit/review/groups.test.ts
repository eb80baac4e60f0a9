import { expect, test } from 'vitest'
import { groupsOf } from '../../../electron/host/review/queue/groups.ts'

/** Cells drawn as text; # is a cell. */
const cellsOf = (picture: string) =>
  picture
    .split('\n')
    .flatMap((line, row) => [...line].flatMap((sign, col) => (sign === '#' ? [{ row, col }] : [])))

test('groups patches that touch, also at a corner', () => {
  const cells = cellsOf('##..#\n..#.#\n#....\n#...#')
  const { groups, count } = groupsOf({
    rows: Uint32Array.from(cells, ({ row }) => row),
    cols: Uint32Array.from(cells, ({ col }) => col),
    length: cells.length
  })
  expect(count).toBe(4)
  expect([...groups]).toEqual([0, 0, 1, 0, 1, 2, 2, 3])
})
