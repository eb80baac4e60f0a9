import { FLOAT, multiplyAdd, PAIR, ROW, VECTOR } from './lanes'
import { LANES } from './width'

/** Transposes [patch][step][feature] into rows of lanes. Lanes past the last patch are zero. */
export function gather(source: usize, stride: usize, patches: i32, features: i32, rows: usize): void {
  if (patches < LANES) fillRows(rows, features, 0)
  let lane = 0
  if (features >= 4) {
    for (; lane + 4 <= patches; lane += 4)
      gatherFour(source + <usize>lane * stride, stride, features, rows + <usize>lane * FLOAT)
  }
  for (; lane < patches; lane++)
    gatherLane(source + <usize>lane * stride, features, rows + <usize>lane * FLOAT)
}

/** The inverse of `gather`. */
export function scatter(rows: usize, features: i32, target: usize, stride: usize, patches: i32): void {
  let lane = 0
  if (features >= 4) {
    for (; lane + 4 <= patches; lane += 4)
      scatterFour(rows + <usize>lane * FLOAT, features, target + <usize>lane * stride, stride)
  }
  for (; lane < patches; lane++)
    scatterLane(rows + <usize>lane * FLOAT, features, target + <usize>lane * stride)
}

function gatherLane(from: usize, features: i32, to: usize): void {
  const end = from + <usize>features * FLOAT
  for (; from < end; from += FLOAT) {
    store<f32>(to, load<f32>(from))
    to += ROW
  }
}

function scatterLane(from: usize, features: i32, to: usize): void {
  const end = to + <usize>features * FLOAT
  for (; to < end; to += FLOAT) {
    store<f32>(to, load<f32>(from))
    from += ROW
  }
}

/** Gathers four patches, four features at a time, then the remaining features. */
function gatherFour(from: usize, stride: usize, features: i32, to: usize): void {
  const end = from + <usize>(features & ~3) * FLOAT
  const b = stride
  const c = 2 * stride
  const d = 3 * stride
  for (; from < end; from += VECTOR) {
    const x = v128.load(from)
    const y = v128.load(from + b)
    const z = v128.load(from + c)
    const w = v128.load(from + d)
    const xyLow = i32x4.shuffle(x, y, 0, 4, 1, 5)
    const xyHigh = i32x4.shuffle(x, y, 2, 6, 3, 7)
    const zwLow = i32x4.shuffle(z, w, 0, 4, 1, 5)
    const zwHigh = i32x4.shuffle(z, w, 2, 6, 3, 7)
    v128.store(to, i64x2.shuffle(xyLow, zwLow, 0, 2))
    v128.store(to, i64x2.shuffle(xyLow, zwLow, 1, 3), ROW)
    v128.store(to, i64x2.shuffle(xyHigh, zwHigh, 0, 2), 2 * ROW)
    v128.store(to, i64x2.shuffle(xyHigh, zwHigh, 1, 3), 3 * ROW)
    to += 4 * ROW
  }
  const rest = features & 3
  for (let lane: usize = 0; lane < 4; lane++) gatherLane(from + lane * stride, rest, to + lane * FLOAT)
}

function scatterFour(from: usize, features: i32, to: usize, stride: usize): void {
  const end = to + <usize>(features & ~3) * FLOAT
  const b = stride
  const c = 2 * stride
  const d = 3 * stride
  for (; to < end; to += VECTOR) {
    const x = v128.load(from)
    const y = v128.load(from, ROW)
    const z = v128.load(from, 2 * ROW)
    const w = v128.load(from, 3 * ROW)
    const xyLow = i32x4.shuffle(x, y, 0, 4, 1, 5)
    const xyHigh = i32x4.shuffle(x, y, 2, 6, 3, 7)
    const zwLow = i32x4.shuffle(z, w, 0, 4, 1, 5)
    const zwHigh = i32x4.shuffle(z, w, 2, 6, 3, 7)
    v128.store(to, i64x2.shuffle(xyLow, zwLow, 0, 2))
    v128.store(to + b, i64x2.shuffle(xyLow, zwLow, 1, 3))
    v128.store(to + c, i64x2.shuffle(xyHigh, zwHigh, 0, 2))
    v128.store(to + d, i64x2.shuffle(xyHigh, zwHigh, 1, 3))
    from += 4 * ROW
  }
  const rest = features & 3
  for (let lane: usize = 0; lane < 4; lane++) scatterLane(from + lane * FLOAT, rest, to + lane * stride)
}

export function fillRows(rows: usize, count: i32, value: f32): void {
  const vector = f32x4.splat(value)
  const end = rows + <usize>count * ROW
  for (; rows < end; rows += PAIR) {
    v128.store(rows, vector)
    v128.store(rows, vector, VECTOR)
  }
}

export function copyRows(from: usize, to: usize, count: i32): void {
  const end = from + <usize>count * ROW
  for (; from < end; from += PAIR) {
    const left = v128.load(from)
    const right = v128.load(from, VECTOR)
    v128.store(to, left)
    v128.store(to, right, VECTOR)
    to += PAIR
  }
}

/** target += scale ⊙ rows; scale is a single row. */
export function addScaled(target: usize, rows: usize, count: i32, scale: usize): void {
  const size = <usize>count * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    const left = v128.load(scale + column)
    const right = v128.load(scale + column, VECTOR)
    let to = target + column
    const end = rows + column + size
    for (let from = rows + column; from < end; from += ROW) {
      const a = multiplyAdd(left, v128.load(from), v128.load(to))
      const b = multiplyAdd(right, v128.load(from, VECTOR), v128.load(to, VECTOR))
      v128.store(to, a)
      v128.store(to, b, VECTOR)
      to += ROW
    }
  }
}

/** target += rows. */
export function addRows(target: usize, rows: usize, count: i32): void {
  const end = rows + <usize>count * ROW
  for (; rows < end; rows += PAIR) {
    const a = f32x4.add(v128.load(target), v128.load(rows))
    const b = f32x4.add(v128.load(target, VECTOR), v128.load(rows, VECTOR))
    v128.store(target, a)
    v128.store(target, b, VECTOR)
    target += PAIR
  }
}
