import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { stampLine } from './stamp.ts'

const together = pLimit(32)

/**
 * The state of each patch file when its folder was opened. Times of folders do not change when a
 * file in them is overwritten, and a stamp of all patches would take too long for each tile.
 */
export class PatchStamps {
  readonly #folder: string
  readonly #lines: Map<string, string>

  private constructor(folder: string, lines: Map<string, string>) {
    this.#folder = folder
    this.#lines = lines
  }

  /** @param paths relative to the folder, with forward slashes */
  static async of(folder: string, paths: readonly string[]): Promise<PatchStamps> {
    return new PatchStamps(folder, new Map(await Promise.all(paths.map(path => entryOf(folder, path)))))
  }

  /** Whether the given patches, or all, are as they were when the folder was opened. */
  async areCurrent(paths: Iterable<string> = this.#lines.keys()): Promise<boolean> {
    const entries = await Promise.all(Array.from(paths, path => entryOf(this.#folder, path)))
    return entries.every(([path, line]) => this.#lines.get(path) === line)
  }
}

const entryOf = (folder: string, path: string) =>
  together(async (): Promise<[path: string, line: string]> => {
    const entry = await stat(join(folder, path)).catch(() => undefined)
    return [path, entry ? stampLine(entry) : 'missing']
  })
