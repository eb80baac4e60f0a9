import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

const MiB = 2 ** 20
/** Most that all workers together keep for open slides. */
const most = 2048 * MiB
/** A plain image of 150 million pixels, which is kept as a whole, has 450 MB. */
const leastForViewing = 320 * MiB
/** A worker of an analysis reads each tile once. */
const leastForWork = 48 * MiB

/** What decoding a part of a slide may need besides the open slides. */
const decoding = 3072 * MiB
const leastForAll = 2048 * MiB

/**
 * Bytes that a process may hold before it is ended: those for open slides and for decoding; or, for
 * tasks that read whole sets of patches or models, three quarters of the machine's memory.
 */
export function memoryLimits(slides: number, memory = totalmem()): MemoryLimits {
  const most = Math.max((memory * 3) / 4, leastForAll)
  return { reading: Math.min(slides + decoding, most), most }
}

export interface MemoryLimits {
  reading: number
  most: number
}

/**
 * Bytes that a process holds now; undefined if the system does not tell, and for a process that
 * has ended. The process itself reports them, too, but not while it computes.
 */
export function residentBytes(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

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
