import { CHUNK, GradientSums, TILE } from '../wasm/gradient-sums.ts'
import { eachGroup, putGroup, type Sequences, takeGroup } from '../wasm/groups.ts'
import type { Kernels } from '../wasm/module.ts'
import { packRows, paddedRows } from '../wasm/packing.ts'
import { putAttentionBackwardPlan, putPlan, reservePlan } from '../wasm/plan.ts'
import { attentionPlan } from './attend.ts'
import { type AttentionWeights, paddedUnits, placeRows, putAttention } from './attention.ts'

/**
 * Factor of tanh's slope, 1 − tanh² = 4(r − r²). assembly/attention/score-backward.ts leaves it,
 * and W_a, to the host.
 */
const SLOPE = 4

export interface AttentionGradients extends AttentionWeightGradients {
  /** [count][steps][inputs] */
  states: Float32Array
}

export interface AttentionWeightGradients {
  query: Float32Array
  key: Float32Array
  bias: Float32Array
  score: Float32Array
  scoreBias: Float32Array
}

/**
 * Computes gradients from those of every attended state, [count][steps][inputs]. Recomputes the
 * scores: nothing is kept from the forward pass.
 */
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
    deltas: arena.reserveRows(window * placeRows(units)),
    carries: arena.reserveRows(window * inputs),
    gradient: arena.reserveRows(inputs),
    squashed: arena.reserveRows(window),
    product: arena.reserveRows(Math.max(paddedRows(inputs), window + 1)),
    chunkDeltas: arena.reserveRows(CHUNK * (2 * units + 2) + TILE),
    chunkOperands: arena.reserveRows(CHUNK * (inputs + 1) + TILE),
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

/** Weights that map the gradients of queries and keys to a state's gradient. */
export function turnProjection(
  { inputs, units, query, key, score }: AttentionWeights,
  padded: number
): Float32Array {
  return packRows(inputs, 2 * padded, (row, delta) => {
    const unit = delta % padded
    return unit < units ? SLOPE * score[unit]! * (delta < padded ? query : key)[row * units + unit]! : 0
  })
}

export function ofProjection({ inputs, units, score }: AttentionWeights, padded: number, sums: GradientSums) {
  const read = sums.reader()
  const matrix = (first: number) =>
    Float32Array.from(
      { length: inputs * units },
      (_, i) => SLOPE * score[i % units]! * read(first + (i % units), Math.floor(i / units))
    )
  const bias = Float32Array.from({ length: units }, (_, unit) => SLOPE * score[unit]! * read(unit, inputs))
  return { query: matrix(0), key: matrix(padded), bias }
}

/**
 * Gradients of the score's weights. tanh = 1 − 2r, and the rows are Σ ds·r; the last row is Σ ds.
 */
export function ofScores({ units }: AttentionWeights, padded: number, sums: Float32Array, lanes: number) {
  const row = (index: number) =>
    sums.subarray(index * lanes, (index + 1) * lanes).reduce((sum, value) => sum + value, 0)
  const total = row(padded)
  const score = Float32Array.from({ length: units }, (_, unit) => total - 2 * row(unit))
  return { score, scoreBias: Float32Array.of(total) }
}
