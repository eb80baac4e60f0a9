import type { AttentionWeights } from '../../../engine/kernels/attention/attention.ts'
import { type Cell, type CellWeights, gatesOf } from '../../../engine/kernels/recurrence/cells.ts'

/** Uniform numbers in [−scale, scale], reproducible by seed. */
export function randomFloats(count: number, scale: number, seed: number): Float32Array {
  let state = seed * 2654435761 + 1
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return ((state / 2 ** 32) * 2 - 1) * scale
  })
}

export function randomCell(cell: Cell, inputs: number, units: number, seed = 1): CellWeights {
  const columns = gatesOf(cell) * units
  return {
    cell,
    inputs,
    units,
    kernel: randomFloats(inputs * columns, 1 / Math.sqrt(inputs), seed),
    recurrentKernel: randomFloats(units * columns, 1.5 / Math.sqrt(units), seed + 1),
    bias: randomFloats(columns * (cell === 'gru-reset-after' ? 2 : 1), 0.3, seed + 2)
  }
}

export function randomAttention(
  inputs: number,
  units: number,
  window: number,
  scale = 1,
  seed = 5
): AttentionWeights {
  return {
    inputs,
    units,
    window,
    query: randomFloats(inputs * units, scale, seed),
    key: randomFloats(inputs * units, scale, seed + 1),
    bias: randomFloats(units, scale / 2, seed + 2),
    score: randomFloats(units, 1, seed + 3),
    scoreBias: randomFloats(1, 0.5, seed + 4)
  }
}
