import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { TaskName } from '../../../contract/worker.ts'
import { limitOf } from './limits.ts'

/** Files that made workers crash, without a task on them that succeeded since. */
interface Crash {
  /** Sum of the weights of these crashes. */
  weight: number
  /** State of the file; another content is tried again. */
  state: string
}

/** Sum of weights from which a file is not read any more. */
const blocked = 4
/** Most files that are remembered; the oldest are forgotten. */
const mostFiles = 200

/**
 * Remembers which files made workers crash or block, so that they are not read for ever, nor again
 * after each start of the program.
 */
export class Crashes {
  readonly #file: string | undefined
  readonly #version: string
  readonly #known: Map<string, Crash>

  /**
   * @param file where the record is kept; absent to forget it with the process
   * @param version of the program; another one tries all files again
   */
  constructor(file: string | undefined, version: string) {
    this.#file = file
    this.#version = version
    this.#known = this.#read()
  }

  /** Returns why a file is not read; undefined if it may be. */
  refusal(path: string | undefined): DuctalError | undefined {
    const crash = path === undefined ? undefined : this.#known.get(path)
    if (path === undefined || !crash || crash.weight < blocked) return undefined
    if (crash.state === stateOf(path)) return refused(path)
    this.forgive(path)
    return undefined
  }

  /** Records a crash. Returns the refusal that follows from it, if any. */
  crashed(path: string | undefined, weight: number): DuctalError | undefined {
    if (path === undefined || weight === 0) return undefined
    const state = stateOf(path)
    const before = this.#known.get(path)
    this.#known.delete(path)
    this.#known.set(path, { weight: weight + (before?.state === state ? before.weight : 0), state })
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostFiles) break
      this.#known.delete(oldest)
    }
    this.#write()
    return this.refusal(path)
  }

  /** A task on the file succeeded. */
  worked(path: string | undefined): void {
    if (path !== undefined && this.#known.has(path)) this.forgive(path)
  }

  /** Lets a file be read again, because the user asks for it. */
  forgive(path: string): void {
    if (this.#known.delete(path)) this.#write()
  }

  #read(): Map<string, Crash> {
    try {
      const { version, files } = JSON.parse(readFileSync(this.#file ?? '', 'utf8')) as {
        version?: unknown
        files?: [string, Crash][]
      }
      return new Map(version === this.#version && Array.isArray(files) ? files : [])
    } catch {
      // No record, or a damaged one: nothing is known to crash.
      return new Map()
    }
  }

  #write(): void {
    if (this.#file === undefined) return
    try {
      mkdirSync(dirname(this.#file), { recursive: true })
      writeFileSync(this.#file, JSON.stringify({ version: this.#version, files: [...this.#known] }))
    } catch {
      // A full or read-only disk: the record lasts as long as the process.
    }
  }
}

/**
 * Weight of a crash: twice for a task that concerns the whole file. A tile of an analysis may be
 * damaged alone, and a GPU's driver may be at fault.
 */
export function weightOf(name: TaskName, input: unknown): number {
  // The file is not at fault for a limit, and the next attempt is as bounded.
  if (limitOf(name)) return 0
  if (name !== 'infer') return 2
  return (input as { engine?: unknown }).engine === 'cpu' ? 1 : 0
}

/** Path of the file that a task reads; undefined if it reads none. */
export function pathOf(input: unknown): string | undefined {
  const path = (input as { path?: unknown } | null)?.path
  return typeof path === 'string' ? path : undefined
}

function stateOf(path: string): string {
  const entry = statSync(path, { throwIfNoEntry: false })
  return entry ? [entry.size, entry.mtimeMs, entry.ino].join(' ') : 'missing'
}

const refused = (path: string) =>
  new DuctalError(
    'slide/crashes',
    `${path} is not read: reading it crashed or blocked a worker process twice. It may be damaged. Copy it again from its source, or open it again to try once more.`
  )
