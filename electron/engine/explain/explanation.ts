/** Why a network judges a patch as it does, pixel by pixel. */
export interface Explanation {
  /** How it was found: by the network's own attention, or by covering parts of the patch. */
  kind: 'attention' | 'occlusion'
  /**
   * edge × edge numbers, row by row. Attention: how much a pixel's step was attended to by all others, 1 being as much as if all
   * were attended to alike. Occlusion: by how much the probability falls where a square around the pixel is covered.
   */
  map: Float32Array
  /** Attention only: a_t, the weights of each step's window, [steps][window]; zero outside of the sequence. */
  windows: Float32Array | null
}
