/** Patches in grid order, stored as columns. */
export interface Patches {
  rows: Uint32Array
  cols: Uint32Array
  length: number
}

/**
 * Groups connected patches, corners included.
 * @param patches ordered by row, then column
 * @returns the group of each patch, numbered from 0 in order of first occurrence
 */
export function groupsOf({ rows, cols, length }: Patches): { groups: Uint32Array; count: number } {
  const parents = new Uint32Array(length).map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!
      root = parents[root]!
    }
    return root
  }
  const join = (a: number, b: number) => {
    const [first, second] = [rootOf(a), rootOf(b)]
    parents[Math.max(first, second)] = Math.min(first, second)
  }
  // Index that trails the current patch, one row above.
  let above = 0
  for (let i = 0; i < length; i++) {
    const [row, col] = [rows[i]!, cols[i]!]
    if (i > 0 && rows[i - 1] === row && cols[i - 1] === col - 1) join(i - 1, i)
    while (above < i && (rows[above]! + 1 < row || (rows[above]! + 1 === row && cols[above]! + 1 < col)))
      above++
    for (let j = above; j < i && rows[j]! + 1 === row && cols[j]! <= col + 1; j++) join(j, i)
  }
  const groups = new Uint32Array(length)
  const numbers = new Map<number, number>()
  for (let i = 0; i < length; i++) {
    const root = rootOf(i)
    const number = numbers.get(root) ?? numbers.size
    numbers.set(root, number)
    groups[i] = number
  }
  return { groups, count: numbers.size }
}
