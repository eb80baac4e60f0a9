import { DuctalError, type ErrorCode } from '../../../contract/errors.ts'
import { type Limit, outOfTime, type TaskName } from '../../../contract/worker.ts'

const MiB = 2 ** 20

interface Bounded {
  limit: Limit
  /** Error of a task that exceeds its limit, and its sentence around what was exceeded. */
  code: ErrorCode
  refused: string
  advice: string
}

const shape: Bounded = {
  limit: { seconds: 8, bytes: 1024 * MiB },
  code: 'region/too-complex',
  refused: 'The shape of this region is too complex',
  advice: 'Nothing was changed. Simplify the outline, or divide the region'
}

/** Tasks whose input may be crafted to take long or much memory, or just be too large. */
const bounded: Partial<Record<TaskName, Bounded>> = {
  checkShapes: shape,
  combineAreas: shape,
  measureShape: shape,
  outlinePatches: shape,
  readRegions: {
    limit: { seconds: 8, bytes: 1024 * MiB },
    code: 'import/too-complex',
    refused: 'Nothing was imported: the file is too complex',
    advice: 'Export fewer annotations, or simplify their outlines first'
  },
  report: {
    limit: { seconds: 60, bytes: 1536 * MiB },
    code: 'export/too-complex',
    refused: 'The report was not written: the review is too large',
    advice: 'Leave out the pictures, or choose CSV, JSON or GeoJSON'
  }
}

export const limitOf = (name: TaskName): Limit | undefined => bounded[name]?.limit

/**
 * Returns the error of a task whose process ended itself or was ended because of a limit; undefined
 * for a task without a limit, and for other crashes.
 * @param signal by which the process ended; null on Windows
 */
export function exceeded(name: TaskName, signal: NodeJS.Signals | null): DuctalError | undefined {
  const found = bounded[name]
  if (!found) return undefined
  const { limit, code, refused, advice } = found
  const how = exceededBy(signal, limit)
  return how === undefined ? undefined : new DuctalError(code, `${refused}: it takes ${how}. ${advice}.`)
}

function exceededBy(signal: NodeJS.Signals | null, { seconds, bytes }: Limit): string | undefined {
  const [time, memory] = [
    `more than the ${seconds} s of processor time that it may take`,
    `more than the ${bytes / MiB} MB of memory that it may take`
  ]
  if (signal === outOfTime) return time
  // From the worker or the system; V8 aborts when its heap is full.
  if (signal === 'SIGKILL' || signal === 'SIGABRT') return memory
  return process.platform === 'win32' ? `${time}, or ${memory}` : undefined
}
