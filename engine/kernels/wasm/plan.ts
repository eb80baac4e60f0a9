import type { Arena } from './memory.ts'

/** Fields in the order of `Plan` in assembly/plan.ts. */
const PLAN = [
  'cell',
  'steps',
  'patches',
  'inputs',
  'units',
  'source',
  'slots',
  'slotCount',
  'gates',
  'gateStride',
  'reset',
  'gateWeights',
  'candidateWeights',
  'innerWeights',
  'states',
  'sum',
  'attention'
] as const

/** Fields in the order of `Attention` in assembly/plan.ts; scoreBias is the only float. */
const ATTENTION = [
  'units',
  'window',
  'weights',
  'scoreWeights',
  'scoreBias',
  'projected',
  'exponentials',
  'magnitudes',
  'scores',
  'received',
  'pair',
  'attentionWeights',
  'tape',
  'exponentialsTape',
  'saturated'
] as const

/** Fields in the order of `BackwardPlan` in assembly/plan.ts. */
const BACKWARD = [
  'plan',
  'stateGradients',
  'inputGradients',
  'gateWeights',
  'candidateWeights',
  'innerWeights',
  'gateInputWeights',
  'candidateInputWeights',
  'gateGradients',
  'candidateGradients',
  'innerGradients',
  'carry',
  'cellCarry',
  'rows',
  'deltas',
  'deltaStride',
  'chunk',
  'resets'
] as const

/** Fields in the order of `AttentionBackwardPlan` in assembly/plan.ts. */
const ATTENTION_BACKWARD = [
  'plan',
  'stateGradients',
  'weights',
  'projectionGradients',
  'scoreGradients',
  'deltas',
  'carries',
  'gradient',
  'squashed',
  'product',
  'chunkDeltas',
  'chunkOperands',
  'chunk'
] as const

/** Fields in the order of `MeanBackwardPlan` in assembly/plan.ts. */
const MEAN_BACKWARD = [
  'back',
  'gradient',
  'weights',
  'projectionGradients',
  'scoreGradients',
  'deltas',
  'products',
  'slopes',
  'chunkDeltas'
] as const

export type MeanBackwardPlan = Record<(typeof MEAN_BACKWARD)[number], number>
export type AttentionBackwardPlan = Record<(typeof ATTENTION_BACKWARD)[number], number>
export type BackwardPlan = Record<(typeof BACKWARD)[number], number>
export type Plan = Record<(typeof PLAN)[number], number>
export type AttentionPlan = Record<(typeof ATTENTION)[number], number>

export function reservePlan(arena: Arena): number {
  return arena.reserve(PLAN.length)
}

export function putPlan(arena: Arena, address: number, plan: Plan): void {
  arena.words(address, PLAN.length).set(PLAN.map(field => plan[field]))
}

export function putBackwardPlan(arena: Arena, plan: BackwardPlan): number {
  const address = arena.reserve(BACKWARD.length)
  arena.words(address, BACKWARD.length).set(BACKWARD.map(field => plan[field]))
  return address
}

export function putAttentionBackwardPlan(arena: Arena, plan: AttentionBackwardPlan): number {
  const address = arena.reserve(ATTENTION_BACKWARD.length)
  arena.words(address, ATTENTION_BACKWARD.length).set(ATTENTION_BACKWARD.map(field => plan[field]))
  return address
}

export function putMeanBackwardPlan(arena: Arena, plan: MeanBackwardPlan): number {
  const address = arena.reserve(MEAN_BACKWARD.length)
  arena.words(address, MEAN_BACKWARD.length).set(MEAN_BACKWARD.map(field => plan[field]))
  return address
}

export function putAttentionPlan(arena: Arena, plan: AttentionPlan): number {
  const address = arena.reserve(ATTENTION.length)
  arena.words(address, ATTENTION.length).set(ATTENTION.map(field => plan[field]))
  arena.floats(address, ATTENTION.length)[ATTENTION.indexOf('scoreBias')] = plan.scoreBias
  return address
}
