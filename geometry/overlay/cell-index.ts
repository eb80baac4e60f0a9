/** Least edge of a cell: with the margins around a segment, a smaller one saves nothing. */
const least = 16

/**
 * Sorts the corners of an outline into square cells, and finds the cells along a segment. The cells
 * are as large as its mean edge or smaller, so that few corners and edges share one.
 */
export class CellIndex {
  readonly #left: number
  readonly #bottom: number
  readonly #edge: number
  readonly #across: number
  readonly #down: number
  readonly #points = new Map<number, number[]>()

  /** @param meanEdge mean length of the outline's edges */
  constructor(xs: readonly number[], ys: readonly number[], meanEdge: number) {
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = 0; i < xs.length; i++) {
      left = Math.min(left, xs[i]!)
      right = Math.max(right, xs[i]!)
      bottom = Math.min(bottom, ys[i]!)
      top = Math.max(top, ys[i]!)
    }
    this.#left = left
    this.#bottom = bottom
    const even = Math.max(right - left, top - bottom) / Math.sqrt(xs.length)
    this.#edge = Math.max(least, Math.min(even, 2 * meanEdge))
    this.#across = this.#col(right) + 1
    this.#down = this.#row(top) + 1
    for (let i = 0; i < xs.length; i++) {
      const cell = this.#row(ys[i]!) * this.#across + this.#col(xs[i]!)
      const points = this.#points.get(cell)
      if (points) points.push(i)
      else this.#points.set(cell, [i])
    }
  }

  /** Returns the points of a cell. */
  in(cell: number): readonly number[] {
    return this.#points.get(cell) ?? []
  }

  /** Calls `visit` for every cell within two units of a segment, each once. */
  along(x0: number, y0: number, x1: number, y1: number, visit: (cell: number) => void): void {
    const margin = 2
    const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)]
    const first = Math.max(0, this.#col(left - margin))
    const last = Math.min(this.#across - 1, this.#col(right + margin))
    const slope = x1 === x0 ? 0 : (y1 - y0) / (x1 - x0)
    for (let col = first; col <= last; col++) {
      const from = this.#left + col * this.#edge - margin
      const to = from + this.#edge + 2 * margin
      // The part of the segment in this column.
      const [a, b] =
        x1 === x0
          ? [y0, y1]
          : [y0 + slope * (clamp(from, left, right) - x0), y0 + slope * (clamp(to, left, right) - x0)]
      const top = Math.min(this.#down - 1, this.#row(Math.max(a, b) + margin))
      for (let row = Math.max(0, this.#row(Math.min(a, b) - margin)); row <= top; row++)
        visit(row * this.#across + col)
    }
  }

  #col(x: number): number {
    return Math.floor((x - this.#left) / this.#edge)
  }

  #row(y: number): number {
    return Math.floor((y - this.#bottom) / this.#edge)
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)
