/** Why a network judges a patch as it does, pixel by pixel. */
export interface Explanation {
  /** How it was found: by the network's own attention, or by covering parts of the patch. */
  kind: 'attention' | 'occlusion'
  /**
   * edge × edge numbers, row by row; above 0 a pixel speaks for the positive class, below against it. Attention: what its step adds to
   * the logit, times the attention it receives (votes.ts). Occlusion: by how much the probability falls where a square around the
   * pixel is covered.
   */
  map: Float32Array
  /** Attention only: a_t, the weights of each step's window, [steps][window]; zero outside of the sequence. */
  windows: Float32Array | null
}
