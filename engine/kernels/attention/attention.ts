import type { Arena } from '../wasm/memory.ts'
import { packRows } from '../wasm/packing.ts'
import { putAttentionPlan } from '../wasm/plan.ts'

/** Additive local attention: equations 1–4 of the paper, q = x_t·W_t + b_t, k = x_t'·W_x. */
export interface AttentionWeights {
  /** Features of a state. */
  inputs: number
  units: number
  window: number
  /** W_t and W_x: [inputs][units] */
  query: Float32Array
  key: Float32Array
  /** b_t: [units] */
  bias: Float32Array
  /** W_a: [units] and b_a: [1] */
  score: Float32Array
  scoreBias: Float32Array
}

export interface PackedAttention {
  /** A multiple of four, padded with units of zero weight. */
  units: number
  projection: Float32Array
  score: Float32Array
  scoreBias: number
}

/** 2·log2(e): the kernels compute tanh(q + k) as 1 − 2/(1 + 2^(q' + k')). */
const SCALE = 2 * Math.LOG2E

/** Rounds up to a multiple of four, because four units share a division in the kernels. */
export function paddedUnits(units: number): number {
  return Math.ceil(units / 4) * 4
}

/**
 * Returns the minimum number of rows between places of a ring of queries and keys;
 * assembly/slots.ts pads them by a cache line.
 */
export function placeRows(units: number): number {
  return 2 * units + 2
}

export function packAttention(weights: AttentionWeights): PackedAttention {
  const { inputs, units, query, key, bias, score, scoreBias } = weights
  const padded = paddedUnits(units)
  const projection = packRows(2 * padded, inputs + 1, (row, k) => {
    const unit = row % padded
    if (unit >= units) return 0
    if (row < padded) return SCALE * (k < inputs ? query[k * units + unit]! : bias[unit]!)
    return k < inputs ? SCALE * key[k * units + unit]! : 0
  })
  // ½·(b_a + Σ w·(1 − 2/d)) = ½·(b_a + Σ w) − Σ w/d; the half belongs to the sigmoid of equation 2.
  const packedScore = new Float32Array(padded)
  for (let unit = 0; unit < units; unit++) packedScore[unit] = -score[unit]!
  const total = score.reduce((sum, value) => sum + value, scoreBias[0]!)
  return { units: padded, projection, score: packedScore, scoreBias: total / 2 }
}

/**
 * Writes packed weights and an empty ring into memory and returns the address of the plan.
 * @param wishes addresses of optional results: every weight, or what the backward pass needs
 *   (assembly/plan.ts)
 */
export function putAttention(
  arena: Arena,
  weights: AttentionWeights,
  { attentionWeights = 0, tape = 0, exponentialsTape = 0 } = {}
): number {
  const { units, projection, score, scoreBias } = packAttention(weights)
  const { window } = weights
  return putAttentionPlan(arena, {
    units,
    window,
    weights: arena.put(projection),
    scoreWeights: arena.put(score),
    scoreBias,
    projected: arena.reserveRows(window * placeRows(units)),
    exponentials: arena.reserveRows(window * placeRows(units)),
    magnitudes: arena.reserve(window * 2),
    // One row more, for the sum that they are divided by.
    scores: arena.reserveRows(window + 1),
    received: arena.reserveRows(window),
    pair: arena.reserveRows(units),
    attentionWeights,
    tape,
    exponentialsTape,
    saturated: 0
  })
}
