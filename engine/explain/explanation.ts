/** Explains, pixel by pixel, why a network predicts what it does for a patch. */
export interface Explanation {
  /** The method: the network's own attention, or occlusion of parts of the patch. */
  kind: 'attention' | 'occlusion'
  /**
   * edge × edge numbers, row by row. Above 0 a pixel is evidence for the positive class, below 0
   * against it. Attention: what the pixel's step adds to the logit, times the attention that the
   * step receives (step-contributions.ts). Occlusion: how much the probability falls when a square
   * around the pixel is covered.
   */
  map: Float32Array
  /**
   * Attention only: a_t, the weights of each step's window, [steps][window]; zero outside the
   * sequence.
   */
  windows: Float32Array | null
}
