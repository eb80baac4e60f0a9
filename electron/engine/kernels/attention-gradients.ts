import { attentionPlan } from './attend.ts'
import { type AttentionWeights, paddedUnits, putAttention } from './attention.ts'
import { GradientSums } from './gradients.ts'
import { eachGroup, putGroup, type Sequences, takeGroup } from './groups.ts'
import type { Kernels } from './module.ts'
import { packRows, paddedRows } from './packing.ts'
import { putAttentionBackwardPlan, putPlan, reservePlan } from './plan.ts'

/** States that leave the window before their products are added to the weights' gradients. */
const CHUNK = 16

/** assembly/attention-backward.ts leaves this factor of tanh's slope to the host: 1 − tanh² = 4(r − r²), and −W_a is stored. */
const SLOPE = -4

export interface AttentionGradients {
  /** [count][steps][inputs] */
  states: Float32Array
  query: Float32Array
  key: Float32Array
  bias: Float32Array
  score: Float32Array
  scoreBias: Float32Array
}

/** Gradients from those of every attended state, [count][steps][inputs]. Takes the scores anew: nothing is kept of the way forward. */
export function attentionGradients(
  kernels: Kernels,
  weights: AttentionWeights,
  states: Sequences,
  attendedGradients: Float32Array
): AttentionGradients {
  const { arena, run } = kernels
  const { inputs, window } = weights
  const size = states.steps * inputs
  const stateGradients = new Float32Array(states.count * size)
  arena.clear()
  const plan = attentionPlan(arena, weights, states.steps, putAttention(arena, weights))
  const planAddress = reservePlan(arena)
  const units = paddedUnits(weights.units)
  const projection = new GradientSums(arena, 2 * units, inputs + 1)
  const scores = arena.reserveRows(units + 1)
  const target = arena.reserveRows(size)
  const address = putAttentionBackwardPlan(arena, {
    plan: planAddress,
    stateGradients: target,
    weights: arena.put(turnProjection(weights, units)),
    projectionGradients: projection.address,
    scoreGradients: scores,
    deltas: arena.reserveRows(window * 2 * units),
    carries: arena.reserveRows(window * inputs),
    gradient: arena.reserveRows(inputs),
    squashed: arena.reserveRows(window),
    product: arena.reserveRows(Math.max(paddedRows(inputs), window + 1)),
    chunkDeltas: arena.reserveRows(CHUNK * (2 * units + 2) + 4),
    chunkOperands: arena.reserveRows(CHUNK * (inputs + 1) + 4),
    chunk: CHUNK
  })
  projection.clear()
  arena.floats(scores, (units + 1) * arena.lanes).fill(0)
  eachGroup(arena, states.count, (first, patches) => {
    putGroup(arena, plan.source, states.values, size, first, patches)
    putGroup(arena, plan.states, attendedGradients, size, first, patches)
    putPlan(arena, planAddress, { ...plan, patches })
    run.attendBackward(address)
    takeGroup(arena, target, stateGradients, size, first, patches)
  })
  const scoreSums = arena.floats(scores, (units + 1) * arena.lanes)
  return {
    states: stateGradients,
    ...ofProjection(weights, units, projection),
    ...ofScores(weights, units, scoreSums, arena.lanes)
  }
}

function turnProjection({ inputs, units, query, key }: AttentionWeights, padded: number): Float32Array {
  return packRows(inputs, 2 * padded, (row, delta) => {
    const unit = delta % padded
    return unit < units ? SLOPE * (delta < padded ? query : key)[row * units + unit]! : 0
  })
}

function ofProjection({ inputs, units }: AttentionWeights, padded: number, sums: GradientSums) {
  const read = sums.reader()
  const matrix = (first: number) =>
    Float32Array.from(
      { length: inputs * units },
      (_, i) => SLOPE * read(first + (i % units), Math.floor(i / units))
    )
  const bias = Float32Array.from({ length: units }, (_, unit) => SLOPE * read(unit, inputs))
  return { query: matrix(0), key: matrix(padded), bias }
}

/** tanh = 1 − 2r, and the rows are Σ ds·r; the last one is Σ ds. */
function ofScores({ units }: AttentionWeights, padded: number, sums: Float32Array, lanes: number) {
  const row = (index: number) =>
    sums.subarray(index * lanes, (index + 1) * lanes).reduce((sum, value) => sum + value, 0)
  const total = row(padded)
  const score = Float32Array.from({ length: units }, (_, unit) => total - 2 * row(unit))
  return { score, scoreBias: Float32Array.of(total) }
}
