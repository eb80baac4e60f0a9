import * as tf from '@tensorflow/tfjs-core'

/**
 * Returns [units, gates·units] with each gate's square orthogonal (Gram–Schmidt of normal numbers),
 * so that a state neither grows nor fades over thousands of steps. TensorFlow.js's own initialiser
 * orthogonalises the whole matrix at once, and warns about its size.
 */
export function orthogonalGates(units: number, gates: number, seed: number): tf.Tensor2D {
  const result = new Float32Array(units * units * gates)
  for (let gate = 0; gate < gates; gate++) {
    const rows = orthogonalRows(units, seed + gate)
    rows.forEach((row, i) => {
      result.set(row, i * units * gates + gate * units)
    })
  }
  return tf.tensor2d(result, [units, gates * units])
}

function orthogonalRows(size: number, seed: number): Float64Array[] {
  const numbers = tf.tidy(() => tf.randomNormal([size, size], 0, 1, 'float32', seed).dataSync())
  const rows: Float64Array[] = []
  for (let i = 0; i < size; i++) {
    const row = Float64Array.from(numbers.subarray(i * size, (i + 1) * size))
    for (const other of rows) subtract(row, other, dot(row, other))
    const length = Math.sqrt(dot(row, row))
    rows.push(row.map(value => value / length))
  }
  return rows
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function subtract(row: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < row.length; i++) row[i]! -= factor * other[i]!
}
