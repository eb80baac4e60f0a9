/** The functions that the host calls, for one group of patches at a time. */
export { attendBackward } from './attention/attention-backward'
export { attendSequence } from './attention/sequence'
export { convolve, poolMaximum, poolMean } from './convolution/convolution'
export { correlate } from './convolution/correlate'
export { kernelGradient } from './convolution/kernel-gradient'
export { normalise, normaliseBackward } from './convolution/normalisation'
export { peak } from './peak'
export { paddedRows } from './product'
export { recurBackward } from './recurrence/backward'
export { meanBackward } from './recurrence/mean-backward'
export { recur } from './recurrence/recurrence'
export { texture } from './texture'

import { LANES } from './width'

export function lanes(): i32 {
  return LANES
}

/** Returns the first address after the module's own constants. */
export function firstFree(): usize {
  return __heap_base
}
