import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { Saving as Offer, Target, Written } from '../../../contract/files/target.ts'
import { urls } from '../../../contract/transport/urls.ts'
import { Place, type Protection, placeAt, type Rule } from '../../../files/place.ts'
import { Unfinished } from '../../../files/unfinished.ts'
import { type Pieces, writeFolder, writeWhole } from '../../../files/write.ts'

export interface SavingOptions {
  dataFolder: string
  protection: Protection
  offer: Offer
}

/** What a caller writes: a file of a format, or a folder when there is no extension. */
export interface Wanted {
  to: Target
  extension: string | null
  /** Proposed name of a download, without extension. */
  stem: string
}

/** A download that waits for its browser. */
export interface Download {
  path: string
  name: string
}

/** Downloads that no browser fetched are dropped beyond this number, oldest first. */
const mostDownloads = 20
/** Handles beyond this number are dropped, oldest first. */
const mostHandles = 100

/**
 * Decides where files outside the data folder go, and writes them. A caller names a {@link Target};
 * only this class turns one into a path.
 */
export class Saving {
  readonly offer: Offer
  readonly #options: SavingOptions
  readonly #unfinished: Unfinished
  readonly #chosen = new Map<string, { path: string; overwrite: boolean }>()
  readonly #downloads = new Map<string, Download>()

  constructor(options: SavingOptions) {
    this.#options = options
    this.offer = options.offer
    this.#unfinished = new Unfinished(join(options.dataFolder, 'unfinished'))
  }

  /** Removes temporary files and downloads that an earlier program left behind. */
  cleanUp(): void {
    this.#unfinished.cleanUp()
    rmSync(this.#downloadFolder, { recursive: true, force: true })
  }

  /**
   * Accepts a path that a user chose and returns the handle for it.
   * @param overwrite whether the person agreed to replace an existing file
   */
  choose(path: string, overwrite: boolean): string {
    const handle = randomUUID()
    this.#chosen.set(handle, { path, overwrite })
    for (const old of this.#chosen.keys()) {
      if (this.#chosen.size <= mostHandles) break
      this.#chosen.delete(old)
    }
    return handle
  }

  /**
   * Checks the place before any work is done.
   * @throws DuctalError export/not-chosen, export/name, export/protected, export/exists,
   *   export/unwritable
   */
  async place(wanted: Wanted): Promise<Destination> {
    const { to, extension } = wanted
    if ('download' in to) return this.#download(wanted)
    const { path, overwrite } = this.#pathOf(to)
    const place = await placeAt(path, { extension, overwrite }, this.#options.protection)
    return new Destination(place, this.#unfinished, bytes => {
      if ('handle' in to) this.#chosen.delete(to.handle)
      return { path: place.path, bytes, download: null }
    })
  }

  /** Returns a finished download; undefined for an unknown id. It can be fetched again. */
  downloadOf(id: string): Download | undefined {
    return this.#downloads.get(id)
  }

  get #downloadFolder(): string {
    return join(this.#options.dataFolder, 'downloads')
  }

  #pathOf(to: Exclude<Target, { download: true }>): { path: string; overwrite: boolean } {
    if ('handle' in to) {
      const chosen = this.#chosen.get(to.handle)
      if (chosen) return chosen
      throw notChosen('The place for this file is not known any more')
    }
    const { folder } = this.offer
    if (folder === null) throw notChosen('No folder was allowed for files when Ductal was started')
    return { path: join(folder, to.name), overwrite: to.overwrite ?? false }
  }

  async #download({ extension, stem }: Wanted): Promise<Destination> {
    if (!this.offer.downloads) throw notChosen('Downloads are only for browsers')
    if (extension === null)
      throw notChosen('A browser cannot save a folder. Start Ductal with --save-to FOLDER')
    await mkdir(this.#downloadFolder, { recursive: true, mode: 0o700 })
    const id = randomUUID()
    const path = join(this.#downloadFolder, id)
    const name = `${stem}.${extension}`
    const rule: Rule = { extension, overwrite: false }
    return new Destination(new Place(path, rule, async () => path), this.#unfinished, bytes => {
      this.#downloads.set(id, { path, name })
      this.#dropDownloads()
      return { path: name, bytes, download: urls.download(id) }
    })
  }

  #dropDownloads(): void {
    for (const [id, { path }] of this.#downloads) {
      if (this.#downloads.size <= mostDownloads) return
      this.#downloads.delete(id)
      rmSync(path, { force: true })
    }
  }
}

/** A checked place together with what follows once it is written. */
export class Destination {
  readonly #place: Place
  readonly #unfinished: Unfinished | undefined
  readonly #done: (bytes: number) => Written

  constructor(place: Place, unfinished: Unfinished | undefined, done: (bytes: number) => Written) {
    this.#place = place
    this.#unfinished = unfinished
    this.#done = done
  }

  /** @throws DuctalError export/…, disk/full */
  async file(pieces: Pieces): Promise<Written> {
    return this.#done(await writeWhole(this.#place, pieces, this.#unfinished))
  }

  /** @throws DuctalError export/…, disk/full */
  async folder(files: Iterable<[string, Pieces]> | AsyncIterable<[string, Pieces]>): Promise<Written> {
    return this.#done(await writeFolder(this.#place, files, this.#unfinished))
  }
}

const notChosen = (why: string) =>
  new DuctalError('export/not-chosen', `The file was not written. ${why}. Choose again where to save it.`)
