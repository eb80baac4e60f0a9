/**
 * Inputs of one pass over one group. The host writes the fields into memory in this order
 * (kernels/plan.ts has the same list). Addresses are in bytes; 0 means "not wanted".
 *
 * A slot is one step's operand: [state before the step: units rows][a row of ones][input: inputs
 * rows]. For inference the slots form a ring as long as the attention's window; with a tape there
 * is one slot per step, plus one. A gates block holds what a step computed; each cell's file gives
 * the layout. With a tape there is one block per step (gateStride).
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
  /** A multiple of four; the host pads with units of zero weight. */
  units: i32
  window: i32
  /** Projection of a state, [query rows][key rows], as powers of two: log2(e)·2·(x·W). */
  weights: usize
  /** −W_a, one float per unit. */
  scoreWeights: usize
  /** ½·(b_a + Σ W_a). */
  scoreBias: f32
  /**
   * Rings of projections, [window][query, key], and of their exponentials. Places are padded by one
   * cache line (slots.ts).
   */
  projected: usize
  exponentials: usize
  /** Ring of the largest magnitudes, [window][query, key] as floats. */
  magnitudes: usize
  /** Rows, one per place of the window. */
  scores: usize
  /** Ring of rows: the attention that each state has received so far. */
  received: usize
  /** Rows of units: 2^(q + k) of one pair. */
  pair: usize
  /** Float32 [patches][steps][window]: every a_t,t', zero outside the sequence. Or 0. */
  attentionWeights: usize
  /**
   * Rows [steps][window]: tanh(s/2) of every score, from the first state that the query sees. Or 0.
   */
  tape: usize
  /** With a tape, rows [steps][query, key]: the exponentials of every state. */
  exponentialsTape: usize
  /** Whether any exponential may have been out of range, which makes those on the tape unusable. */
  saturated: i32
}

/**
 * Backward pass of one group. The plan's slots and gates are those of the forward pass (its tape).
 * Deltas are gradients with respect to the argument of each tanh. They are collected for a chunk of
 * steps, because adding their products with the operands to the weights' gradients pays off only
 * for many steps at a time.
 */
@unmanaged
export class BackwardPlan {
  plan: usize
  /** Float32 [patches][steps][units]: gradient of every state. */
  stateGradients: usize
  /** Float32 [patches][steps][inputs]. Or 0. */
  inputGradients: usize
  /** Transposed weights: rows are units of the state, the depth is the deltas. */
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
  /** Rows of units, padded: gradients of the state and of the LSTM's cell, carried back in time. */
  carry: usize
  cellCarry: usize
  /** Scratch rows of units or inputs before they are moved to their destination, padded. */
  rows: usize
  /** [chunk][deltaStride]: the rows of the deltas, in the order of the gates block. */
  deltas: usize
  deltaStride: usize
  chunk: i32
  /** [chunk] operands of the candidate (reset before the product), with the layout of slots. */
  resets: usize
}

/**
 * Backward pass through local attention. The plan's states are the gradients of the attended
 * states, its source is the states.
 */
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
  /**
   * Scratch rows: the gradient of one attended state; tanh(s/2) of each place of the window; the
   * result of a product.
   */
  gradient: usize
  squashed: usize
  product: usize
  /**
   * [chunk] of deltas and of operands [state][one], in the order in which they leave the window.
   */
  chunkDeltas: usize
  chunkOperands: usize
  chunk: i32
}

/**
 * Backward pass from the gradient of a mean state or of a mean attended state. Every step has the
 * same share of a mean, so no input is as long as the sequence.
 */
@unmanaged
export class MeanBackwardPlan {
  /** BackwardPlan of the recurrence; its stateGradients are unused. */
  back: usize
  /** Rows of units: the gradient of the mean, divided by the number of steps. */
  gradient: usize
  /** Rows [state], depth [query, key]. This field and all that follow are for attention only. */
  weights: usize
  /** Sums by lane: [query, key] by [state][one]. */
  projectionGradients: usize
  /** Rows of units: Σ ds/(1 + 2^(q + k)), and one row: Σ ds. */
  scoreGradients: usize
  /** Ring: [window][query, key]. */
  deltas: usize
  /** Ring of rows: the product of each state and the gradient. */
  products: usize
  /** Rows: the gradient of each of a query's scores, plus one row. */
  slopes: usize
  /** [chunk] of deltas, padded by one cache line. */
  chunkDeltas: usize
}
