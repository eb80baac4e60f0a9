import { type AttentionWeights, paddedUnits, placeRows } from '../attention/attention.ts'
import {
  type AttentionWeightGradients,
  ofProjection,
  ofScores,
  turnProjection
} from '../attention/attention-gradients.ts'
import {
  type CellGradients,
  putTurned,
  reserveScratch,
  sumsOf,
  weightGradients
} from '../recurrence/backward.ts'
import type { CellWeights } from '../recurrence/cells.ts'
import { CHUNK, GradientSums, TILE } from '../wasm/gradient-sums.ts'
import { eachGroup, takeGroup } from '../wasm/groups.ts'
import type { Arena } from '../wasm/memory.ts'
import {
  type MeanBackwardPlan,
  putBackwardPlan,
  putMeanBackwardPlan,
  putPlan,
  reservePlan
} from '../wasm/plan.ts'
import { giveBack, type Tape } from '../wasm/tape.ts'

export interface MeanGradients extends Omit<CellGradients, 'inputs'> {
  /** Null if they were not requested. */
  inputs: Float32Array | null
  attention: AttentionWeightGradients | null
}

/**
 * Computes gradients from that of the mean state or mean attended state, through attention and
 * recurrence in one pass.
 * @param tape recorded by `recordMean` with the same weights; consumed by this call
 * @param meanGradients [count][units]
 * @param wantsInputs whether a trainable layer precedes the input; it takes a thirtieth of the time
 */
export function meanGradients(
  cell: CellWeights,
  attention: AttentionWeights | null,
  tape: Tape,
  meanGradients: Float32Array,
  wantsInputs: boolean
): MeanGradients {
  const { count, groups } = tape
  const { arena, run } = tape.kernels
  const { units, inputs } = cell
  const { steps } = groups[0] ?? { steps: 0 }
  const inputGradients = wantsInputs ? new Float32Array(count * steps * inputs) : null
  const plan = reservePlan(arena)
  const sums = sumsOf(arena, cell)
  const back = {
    plan,
    stateGradients: 0,
    inputGradients: wantsInputs ? arena.reserveRows(steps * inputs) : 0,
    ...putTurned(arena, cell),
    gateGradients: sums.gates.address,
    candidateGradients: sums.candidate.address,
    innerGradients: sums.inner.address,
    ...reserveScratch(arena, cell)
  }
  const gradient = arena.reserveRows(units)
  const attending = attention ? attentionPartsOf(arena, attention) : null
  const mean = { back: putBackwardPlan(arena, back), gradient, ...(attending?.plan ?? nothing) }
  const address = putMeanBackwardPlan(arena, mean)
  for (const sum of Object.values(sums)) sum.clear()
  eachGroup(arena, count, (first, patches, group) => {
    putPlan(arena, plan, { ...groups[group]!, patches })
    const rows = arena.floats(gradient, units * arena.lanes).fill(0)
    for (let lane = 0; lane < patches; lane++)
      for (let unit = 0; unit < units; unit++)
        rows[unit * arena.lanes + lane] = meanGradients[(first + lane) * units + unit]! / steps
    run.meanBackward(address)
    if (inputGradients) takeGroup(arena, back.inputGradients, inputGradients, steps * inputs, first, patches)
  })
  const gradients = {
    inputs: inputGradients,
    ...weightGradients(cell, sums),
    attention: attending?.gradients() ?? null
  }
  giveBack(tape)
  return gradients
}

type AttentionPart = Omit<MeanBackwardPlan, 'back' | 'gradient'>

const nothing: AttentionPart = {
  weights: 0,
  projectionGradients: 0,
  scoreGradients: 0,
  deltas: 0,
  products: 0,
  slopes: 0,
  chunkDeltas: 0
}

function attentionPartsOf(
  arena: Arena,
  weights: AttentionWeights
): { plan: AttentionPart; gradients: () => AttentionWeightGradients } {
  const { inputs, window } = weights
  const units = paddedUnits(weights.units)
  const projection = new GradientSums(arena, 2 * units, inputs + 1)
  const scores = arena.reserveRows(units + 1)
  const plan = {
    weights: arena.put(turnProjection(weights, units)),
    projectionGradients: projection.address,
    scoreGradients: scores,
    deltas: arena.reserveRows(window * placeRows(units)),
    products: arena.reserveRows(window),
    slopes: arena.reserveRows(2 * window + 1),
    chunkDeltas: arena.reserveRows(CHUNK * (2 * units + 2) + TILE)
  }
  projection.clear()
  arena.floats(scores, (units + 1) * arena.lanes).fill(0)
  const gradients = () => ({
    ...ofProjection(weights, units, projection),
    ...ofScores(weights, units, arena.floats(scores, (units + 1) * arena.lanes), arena.lanes)
  })
  return { plan, gradients }
}
