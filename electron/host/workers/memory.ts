import { totalmem } from 'node:os'

const MiB = 2 ** 20
/** Most that all workers together keep for open slides. */
const most = 2048 * MiB
/** A plain image of 150 million pixels, which is kept as a whole, has 450 MB. */
const leastForViewing = 320 * MiB
/** A worker of an analysis reads each tile once. */
const leastForWork = 48 * MiB

/**
 * Bytes that each worker may keep for open slides: half of the budget for the process that serves
 * the viewer, the rest for those that analyse. The budget is an eighth of the machine's memory, at
 * most 2 GB.
 * @param size number of processes that analyse
 */
export function slideBytes(size: number, memory = totalmem()): { view: number; work: number } {
  const budget = Math.min(most, memory / 8)
  return {
    view: Math.floor(Math.max(budget / 2, leastForViewing)),
    work: Math.floor(Math.max(budget / 2 / size, leastForWork))
  }
}
