/** What the host calls: one group of patches at a time. */
export { attendBackward } from './attention-backward'
export { recurBackward } from './backward'
export { convolve, poolMaximum, poolMean } from './convolution'
export { meanBackward } from './mean-backward'
export { peak } from './peak'
export { paddedRows } from './product'
export { recur } from './recurrence'
export { attendSequence } from './sequence'

import { LANES } from './width'

export function lanes(): i32 {
  return LANES
}

/** The first address behind the module's own constants. */
export function firstFree(): usize {
  return __heap_base
}
