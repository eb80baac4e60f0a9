/** What the host calls: one group of eight patches at a time. */
export { attendBackward } from './attention-backward'
export { recurBackward } from './backward'
export { peak } from './peak'
export { paddedRows } from './product'
export { recur } from './recurrence'
export { attendSequence } from './sequence'

/** The first address behind the module's own constants. */
export function firstFree(): usize {
  return __heap_base
}
