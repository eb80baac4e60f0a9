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
  units: i32
  window: i32
  /** Projection of a state, [query rows][key rows], as powers of two: log2(e)·2·(x·W). */
  weights: usize
  /** −2·W_a, one float a unit, padded to an even count with zeros. */
  scoreWeights: usize
  /** b_a + Σ W_a. */
  scoreBias: f32
  /** Ring of projections, [window][query, key], and of their exponentials. */
  projected: usize
  exponentials: usize
  /** Ring of the largest magnitudes, [window][query, key] as floats. */
  magnitudes: usize
  /** Rows: one for each place of the window. */
  scores: usize
  /** Ring of rows: the attention that each state has received so far. */
  received: usize
  /** Float32 [patches][steps][window], or 0. */
  attentionWeights: usize
}
