import { FLOAT, multiplyAdd, ROW } from './lanes'

/** From the caller's [patch][step][feature] to rows of eight lanes; lanes past the last patch are zero. */
export function gather(source: usize, stride: usize, patches: i32, features: i32, rows: usize): void {
  if (patches < 8) fillRows(rows, features, 0)
  for (let lane = 0; lane < patches; lane++) {
    let from = source + <usize>lane * stride
    let to = rows + <usize>lane * FLOAT
    const end = from + <usize>features * FLOAT
    for (; from < end; from += FLOAT) {
      store<f32>(to, load<f32>(from))
      to += ROW
    }
  }
}

/** The other way round. */
export function scatter(rows: usize, features: i32, target: usize, stride: usize, patches: i32): void {
  for (let lane = 0; lane < patches; lane++) {
    let to = target + <usize>lane * stride
    let from = rows + <usize>lane * FLOAT
    const end = to + <usize>features * FLOAT
    for (; to < end; to += FLOAT) {
      store<f32>(to, load<f32>(from))
      from += ROW
    }
  }
}

export function fillRows(rows: usize, count: i32, value: f32): void {
  const vector = f32x4.splat(value)
  const end = rows + <usize>count * ROW
  for (; rows < end; rows += ROW) {
    v128.store(rows, vector)
    v128.store(rows, vector, 16)
  }
}

/** target += scale ⊙ rows, scale being one row. */
export function addScaled(target: usize, rows: usize, count: i32, scale: usize): void {
  const left = v128.load(scale)
  const right = v128.load(scale, 16)
  const end = rows + <usize>count * ROW
  for (; rows < end; rows += ROW) {
    v128.store(target, multiplyAdd(left, v128.load(rows), v128.load(target)))
    v128.store(target, multiplyAdd(right, v128.load(rows, 16), v128.load(target, 16)), 16)
    target += ROW
  }
}

/** target += rows. */
export function addRows(target: usize, rows: usize, count: i32): void {
  const end = rows + <usize>count * ROW
  for (; rows < end; rows += ROW) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(rows)))
    v128.store(target, f32x4.add(v128.load(target, 16), v128.load(rows, 16)), 16)
    target += ROW
  }
}
