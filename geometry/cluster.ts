/**
 * Returns the cells connected to a cell, side by side or corner to corner, that are all at least
 * `threshold`.
 * @returns ascending grid indexes; empty if the cell itself is below the threshold
 */
export function clusterAt(values: Float32Array, cols: number, cell: number, threshold: number): number[] {
  if (!(values[cell]! >= threshold)) return []
  const seen = new Set([cell])
  // Iterating over a Set includes elements added during the loop.
  for (const index of seen)
    for (const neighbour of neighbours(index, cols, values.length))
      if (values[neighbour]! >= threshold) seen.add(neighbour)
  return [...seen].sort((a, b) => a - b)
}

function* neighbours(index: number, cols: number, cells: number): Generator<number> {
  const col = index % cols
  for (let down = -1; down <= 1; down++)
    for (let right = -1; right <= 1; right++) {
      const neighbour = index + down * cols + right
      const inside = col + right >= 0 && col + right < cols && neighbour >= 0 && neighbour < cells
      if (inside && neighbour !== index) yield neighbour
    }
}
