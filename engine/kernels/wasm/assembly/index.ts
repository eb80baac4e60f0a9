/** The functions that the host calls, for one group of patches at a time. */
export { attendBackward } from './attention-backward'
export { recurBackward } from './backward'
export { convolve, poolMaximum, poolMean } from './convolution'
export { correlate } from './correlate'
export { kernelGradient } from './kernel-gradient'
export { meanBackward } from './mean-backward'
export { normalise, normaliseBackward } from './normalisation'
export { peak } from './peak'
export { paddedRows } from './product'
export { recur } from './recurrence'
export { attendSequence } from './sequence'

import { LANES } from './width'

export function lanes(): i32 {
  return LANES
}

/** Returns the first address after the module's own constants. */
export function firstFree(): usize {
  return __heap_base
}
