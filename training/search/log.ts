import { readFile } from 'node:fs/promises'
import { DuctalError } from '../../contract/errors.ts'
import { TrainingLog } from '../loop/log.ts'

/**
 * A search's log is its checkpoint: it is written in a fixed order, one JSON document a line, so that a search that goes on reads what it
 * would compute until the lines end. Half a line, as a kill leaves it, is cut off.
 */
export class SearchLog {
  private readonly log: TrainingLog
  private readonly known: string[]

  private constructor(log: TrainingLog, known: string[]) {
    this.log = log
    this.known = known
  }

  /** @param resume whether what lies there counts */
  static async open(path: string, resume: boolean): Promise<SearchLog> {
    const text = resume ? await readFile(path, 'utf8').catch(missing) : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const log = await TrainingLog.open(path, Buffer.byteLength(whole))
    return new SearchLog(log, whole.split('\n').slice(0, -1).reverse())
  }

  /** The next entry: as it stands there, else as it is made now. */
  async next<T extends object>(make: () => T | Promise<T>): Promise<T> {
    const line = this.known.pop()
    if (line !== undefined) return JSON.parse(line) as T
    const entry = await make()
    await this.log.write(entry)
    return JSON.parse(JSON.stringify(entry)) as T
  }

  /** The first entry, by which a search is known. @throws training/bad-checkpoint where another one lies there */
  async begin(entry: object): Promise<void> {
    const begun = await this.next(() => entry)
    if (JSON.stringify(begun) === JSON.stringify(entry)) return
    throw new DuctalError(
      'training/bad-checkpoint',
      'The log in --out belongs to another search (system, seed, options or patches): choose another --out, or leave --resume away.'
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
