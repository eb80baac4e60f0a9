import { readFile } from 'node:fs/promises'
import { DuctalError } from '../../contract/errors.ts'
import { TrainingLog } from '../trainer/log.ts'

/**
 * Log of a search, which is also its checkpoint. It has a fixed order and one JSON document per
 * line. A resumed search therefore reads entries instead of computing them until the lines end.
 * Cuts off an incomplete last line, which a kill may leave.
 */
export class SearchLog {
  private readonly log: TrainingLog
  private readonly known: string[]

  private constructor(log: TrainingLog, known: string[]) {
    this.log = log
    this.known = known
  }

  /** @param resume whether to use existing entries */
  static async open(path: string, resume: boolean): Promise<SearchLog> {
    const text = resume ? await readFile(path, 'utf8').catch(missing) : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const log = await TrainingLog.open(path, Buffer.byteLength(whole))
    return new SearchLog(log, whole.split('\n').slice(0, -1).reverse())
  }

  /** Returns the next entry from the log, or computes and writes it if the log has ended. */
  async next<T extends object>(make: () => T | Promise<T>): Promise<T> {
    const line = this.known.pop()
    if (line !== undefined) return JSON.parse(line) as T
    const entry = await make()
    await this.log.write(entry)
    return JSON.parse(JSON.stringify(entry)) as T
  }

  /**
   * Reads or writes the first entry, which identifies a search.
   * @throws training/bad-checkpoint if the log belongs to another search
   */
  async begin(entry: object): Promise<void> {
    const begun = await this.next(() => entry)
    if (JSON.stringify(begun) === JSON.stringify(entry)) return
    throw new DuctalError(
      'training/bad-checkpoint',
      'The log in --out belongs to another search (system, seed, options or patches). Choose another --out, or omit --resume.'
    )
  }

  close(): Promise<void> {
    return this.log.close()
  }
}

function missing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw error
}

/**
 * Keeps a new search from overwriting the log of another one.
 * @param entry first entry of the new log
 * @throws training/taken
 */
export async function refuseOther(path: string, entry: object): Promise<void> {
  const [before = ''] = (await readFile(path, 'utf8').catch(missing)).split('\n', 1)
  if (before === '' || before === JSON.stringify(entry)) return
  throw new DuctalError(
    'training/taken',
    `${path} is the log of another search. Choose another --out, or remove that log first.`
  )
}
