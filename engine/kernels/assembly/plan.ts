/**
 * What one pass over one group needs, as the host lays it into memory, field by field in this order (kernels/plan.ts writes
 * the same list). Addresses are bytes; 0 stands for "not wanted".
 *
 * A slot is one step's operand: [state before the step: units rows][a row of ones][input: inputs rows]. For inference the slots
 * form a ring as long as the attention's window; with a tape there is one for every step, and one more.
 * A gates block holds what a step computed, as each cell's file says; with a tape there is one for every step (gateStride).
 */
@unmanaged
export class Plan {
  cell: i32
  steps: i32
  patches: i32
  inputs: i32
  units: i32
  /** Float32 [patches][steps][inputs] of this group. */
  source: usize
  slots: usize
  slotCount: i32
  gates: usize
  gateStride: usize
  /** Operand of the candidate: [reset state][ones][input]. */
  reset: usize
  gateWeights: usize
  candidateWeights: usize
  innerWeights: usize
  /** Float32 [patches][steps][units]: every state. */
  states: usize
  /** Rows of units: the sum of all states, or of all attended states. */
  sum: usize
  attention: usize
}

/** Additive local attention over a ring of slots, or over a whole sequence of them. */
@unmanaged
export class Attention {
  /** A multiple of four; the host fills up with units of zero weight. */
  units: i32
  window: i32
  /** Projection of a state, [query rows][key rows], as powers of two: log2(e)·2·(x·W). */
  weights: usize
  /** −W_a, one float a unit. */
  scoreWeights: usize
  /** ½·(b_a + Σ W_a). */
  scoreBias: f32
  /** Rings of projections, [window][query, key], and of their exponentials, a cache line more from place to place (slots.ts). */
  projected: usize
  exponentials: usize
  /** Ring of the largest magnitudes, [window][query, key] as floats. */
  magnitudes: usize
  /** Rows: one for each place of the window. */
  scores: usize
  /** Ring of rows: the attention that each state has received so far. */
  received: usize
  /** Rows of units: 2^(q + k) of one pair. */
  pair: usize
  /** Float32 [patches][steps][window]: every a_t,t', zero outside of the sequence. Or 0. */
  attentionWeights: usize
  /** Rows [steps][window]: tanh(s/2) of every score, from the first state that the query sees. Or 0. */
  tape: usize
  /** With a tape, rows [steps][query, key]: the exponentials of every state. */
  exponentialsTape: usize
  /** Whether any exponential may have been out of range, so that those of the tape are of no use. */
  saturated: i32
}

/**
 * The way back through one group. The plan's slots and gates are those of the way forward (its tape). Deltas are the gradients
 * of what stands before each tanh; they are collected for a chunk of steps, because adding their products with the operands
 * to the weights' gradients pays only for many steps at a time.
 */
@unmanaged
export class BackwardPlan {
  plan: usize
  /** Float32 [patches][steps][units]: gradient of every state. */
  stateGradients: usize
  /** Float32 [patches][steps][inputs]. Or 0. */
  inputGradients: usize
  /** Weights the other way round: rows are units of the state, the depth is the deltas. */
  gateWeights: usize
  candidateWeights: usize
  innerWeights: usize
  /** The same with the input's features as rows. */
  gateInputWeights: usize
  candidateInputWeights: usize
  /** Sums by lane, four floats each: [rows padded to 4][depth padded to 3]. */
  gateGradients: usize
  candidateGradients: usize
  innerGradients: usize
  /** Rows of units, padded: gradient of the state, and of the LSTM's cell, as it goes back in time. */
  carry: usize
  cellCarry: usize
  /** Rows of units or of inputs that are not yet where they belong, padded. */
  rows: usize
  /** [chunk][deltaStride]: the deltas' rows, in the order of the gates block. */
  deltas: usize
  deltaStride: usize
  chunk: i32
  /** [chunk] operands of the candidate (reset before the product), laid out like slots. */
  resets: usize
}

/** The way back through local attention; the plan's states are the attended states' gradients, its source the states. */
@unmanaged
export class AttentionBackwardPlan {
  plan: usize
  /** Float32 [patches][steps][features]: gradient of every state. */
  stateGradients: usize
  /** Rows [state], depth [query, key]. */
  weights: usize
  /** Sums by lane: [query, key] by [state][one]. */
  projectionGradients: usize
  /** Rows of units: Σ ds/(1 + 2^(q + k)), and one row: Σ ds. */
  scoreGradients: usize
  /** Rings: [window][query, key] and [window][state]. */
  deltas: usize
  carries: usize
  /** Rows: the gradient of one attended state; tanh(s/2) of each place of the window; what a product gives. */
  gradient: usize
  squashed: usize
  product: usize
  /** [chunk] of deltas and of operands [state][one], as they leave the window. */
  chunkDeltas: usize
  chunkOperands: usize
  chunk: i32
}

/**
 * The way back from the gradient of a mean state, or of a mean attended state. Every step has the same part in a mean, so nothing
 * as long as the sequence goes in.
 */
@unmanaged
export class MeanBackwardPlan {
  /** BackwardPlan of the recurrence; its stateGradients are not used. */
  back: usize
  /** Rows of units: the gradient of the mean, divided by the steps. */
  gradient: usize
  /** Rows [state], depth [query, key]; this and all that follows for attention only. */
  weights: usize
  /** Sums by lane: [query, key] by [state][one]. */
  projectionGradients: usize
  /** Rows of units: Σ ds/(1 + 2^(q + k)), and one row: Σ ds. */
  scoreGradients: usize
  /** Ring: [window][query, key]. */
  deltas: usize
  /** Ring of rows: the product of each state and the gradient. */
  products: usize
  /** Rows: the gradient of each score of a query, and one row more. */
  slopes: usize
  /** [chunk] of deltas, a cache line apart. */
  chunkDeltas: usize
}
