/** Cells along an edge of the curve: more than a run has rows or columns. */
const edge = 2 ** 20

/**
 * Position of a cell along the Hilbert curve: neighbours on the curve are neighbours on the slide,
 * so no step jumps far.
 */
export function hilbert(row: number, col: number): number {
  let [x, y] = [col, row]
  let along = 0
  for (let size = edge / 2; size >= 1; size /= 2) {
    const [right, below] = [(x & size) > 0 ? 1 : 0, (y & size) > 0 ? 1 : 0]
    along += size * size * ((3 * right) ^ below)
    if (below === 0) {
      if (right === 1) {
        x = edge - 1 - x
        y = edge - 1 - y
      }
      ;[x, y] = [y, x]
    }
  }
  return along
}
