/** The output boxes along one axis of the source, in source pixels. */
export interface Axis {
  /** Left (or top) edge of the first box. */
  start: number
  /** Edge of each box. */
  step: number
  /** Number of boxes. */
  count: number
}

/**
 * The parts of boxes inside a block: from pixel `first` to pixel `last`, whose shares may be
 * fractional.
 */
interface Spans {
  first: Int32Array
  last: Int32Array
  firstShare: Float64Array
  lastShare: Float64Array
}

/**
 * Exact area (box) averaging in floating point: each output pixel is the mean of the source over
 * its own box, with fractional shares at the edges. The source arrives in blocks, so that a whole
 * slide needs little memory.
 */
export class AreaSampler {
  readonly #across: Axis
  readonly #down: Axis
  readonly #sums: Float64Array
  readonly #row: Float64Array

  constructor(across: Axis, down: Axis) {
    this.#across = across
    this.#down = down
    this.#sums = new Float64Array(across.count * down.count * 3)
    this.#row = new Float64Array(across.count * 3)
  }

  /**
   * Adds a block of source pixels, RGB, whose top left pixel is (left, top). Each pixel must be
   * added exactly once.
   */
  add(pixels: Uint8Array, left: number, top: number, width: number, height: number): void {
    const across = spans(this.#across, left, width)
    const down = spans(this.#down, top, height)
    const { count } = this.#down
    const stride = this.#across.count * 3
    let box = 0
    for (let y = 0; y < height; y++) {
      while (box < count && down.last[box]! < y) box++
      if (box >= count) return
      if (down.first[box]! > y) continue
      sumRow(pixels, y * width * 3, across, this.#row)
      for (let i = box; i < count && down.first[i]! <= y; i++)
        addRow(this.#sums, i * stride, this.#row, shareOf(down, i, y))
    }
  }

  /** Returns the averages, RGB, row by row. */
  result(): Uint8Array {
    const scale = 1 / (this.#across.step * this.#down.step)
    const sums = this.#sums
    // Uint8ClampedArray rounds to nearest and clamps sums that exceed 255 by a rounding error.
    const result = new Uint8ClampedArray(sums.length)
    for (let i = 0; i < sums.length; i++) result[i] = sums[i]! * scale
    return new Uint8Array(result.buffer)
  }
}

function spans({ start, step, count }: Axis, offset: number, length: number): Spans {
  const first = new Int32Array(count)
  const last = new Int32Array(count).fill(-1)
  const firstShare = new Float64Array(count)
  const lastShare = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const from = Math.max(start + i * step - offset, 0)
    const to = Math.min(start + (i + 1) * step - offset, length)
    // A box outside the block gets an empty span, in order, so that `add` passes over it.
    if (to <= from) {
      first[i] = from > 0 ? length : 0
      last[i] = from > 0 ? length : -1
      continue
    }
    first[i] = Math.floor(from)
    last[i] = Math.ceil(to) - 1
    firstShare[i] = Math.min(first[i]! + 1, to) - from
    lastShare[i] = to - last[i]!
  }
  return { first, last, firstShare, lastShare }
}

function shareOf({ first, last, firstShare, lastShare }: Spans, box: number, y: number): number {
  if (y === first[box]) return firstShare[box]!
  return y < last[box]! ? 1 : y === last[box] ? lastShare[box]! : 0
}

function sumRow(pixels: Uint8Array, offset: number, across: Spans, row: Float64Array): void {
  const { first, last, firstShare, lastShare } = across
  for (let i = 0; i < first.length; i++) {
    let at = offset + first[i]! * 3
    const end = offset + last[i]! * 3
    let share = firstShare[i]!
    if (share === 0) {
      row[i * 3] = row[i * 3 + 1] = row[i * 3 + 2] = 0
      continue
    }
    let red = pixels[at]! * share
    let green = pixels[at + 1]! * share
    let blue = pixels[at + 2]! * share
    for (at += 3; at < end; at += 3) {
      red += pixels[at]!
      green += pixels[at + 1]!
      blue += pixels[at + 2]!
    }
    if (at === end) {
      share = lastShare[i]!
      red += pixels[at]! * share
      green += pixels[at + 1]! * share
      blue += pixels[at + 2]! * share
    }
    row[i * 3] = red
    row[i * 3 + 1] = green
    row[i * 3 + 2] = blue
  }
}

function addRow(sums: Float64Array, offset: number, row: Float64Array, share: number): void {
  for (let i = 0; i < row.length; i++) sums[offset + i]! += row[i]! * share
}
