import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isScratch, type ScratchNotes } from './write.ts'

/**
 * Notes of temporary files, one small file each, which a crash leaves behind together with the
 * temporary file. They are on disk before the temporary file is.
 */
export class Unfinished implements ScratchNotes {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async remember(path: string): Promise<() => Promise<void>> {
    const note = join(this.#folder, randomUUID())
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(note, path, { mode: 0o600, flush: true })
    } catch {
      // A data folder that is full or read-only must not keep an export from another disk.
    }
    return () => rm(note, { force: true })
  }

  /** Removes what the notes name. A disk that is not connected keeps its note until it is. */
  cleanUp(): void {
    for (const note of namesIn(this.#folder).map(name => join(this.#folder, name)))
      try {
        const path = readFileSync(note, 'utf8')
        if (isScratch(path)) rmSync(path, { recursive: true, force: true })
        rmSync(note, { force: true })
      } catch {
        // The next start tries again.
      }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
