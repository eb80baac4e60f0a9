import { join } from 'node:path'
import pLimit from 'p-limit'
import sharp from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import type { PatchPlaces } from '../../../../contract/slides/facts.ts'
import { decodePicture, type Picture, padded } from '../../../../evaluation/data/decode.ts'
import { PatchStamps } from '../identity/patch-stamps.ts'
import type { Block } from '../pixels/blocks.ts'
import { TileCache } from '../tile-cache.ts'
import { type PatchSizes, patchSizes } from './patch-sizes.ts'
import { isPatchFolder, type PatchFile, patchEdge, patchFiles, patchMpp, placesOf } from './patchFolder.ts'
import type { RawColour, RawLevel, RawPatches, RawResolution, RawSlide, Reader } from './reader.ts'

const limited = pLimit(4)

/** Reads a folder of cut patches as the slide that they came from. */
export const patchFolderReader: Reader = {
  name: 'patch-folder',
  version: () => sharp.versions.vips,
  async recognise({ path, directory }) {
    return directory && isPatchFolder(path) ? 'yes' : 'no'
  },
  async open({ path }) {
    const files = patchFiles(path)
    const stamps = await PatchStamps.of(
      path,
      files.map(file => file.path)
    )
    return new PatchSlide(path, files, placesOf(path, files), await patchSizes(path, files), stamps)
  }
}

class PatchSlide implements RawSlide {
  readonly vendor = 'patch-folder'
  readonly levels: RawLevel[]
  readonly colour: RawColour
  readonly orientation = 1
  readonly resolution: RawResolution
  readonly files: string[]
  readonly patches: RawPatches
  readonly notes: string[]
  readonly #folder: string
  readonly #files = new Map<string, PatchFile>()
  readonly #cache = new TileCache()
  readonly #originX: number
  readonly #originY: number
  readonly #stamps: PatchStamps

  constructor(
    folder: string,
    files: PatchFile[],
    places: Omit<PatchPlaces, 'partial'>,
    { partial, notes }: PatchSizes,
    stamps: PatchStamps
  ) {
    this.#folder = folder
    this.#stamps = stamps
    this.notes = notes
    for (const file of files) this.#files.set(`${file.x} ${file.y}`, file)
    this.#originX = places.originX
    this.#originY = places.originY
    this.files = files.map(({ path }) => join(folder, path))
    const positive = files.filter(file => file.class === 1).length
    const width = files.reduce((most, { x }) => Math.max(most, x), 0) + patchEdge
    const height = files.reduce((most, { y }) => Math.max(most, y), 0) + patchEdge
    this.levels = [{ width, height, read: block => this.#block(block) }]
    this.colour = { model: 'rgb', stated: 'RGB', samples: 3, bits: 8, extra: null, icc: null }
    this.resolution = { x: patchMpp, y: patchMpp, unit: 'um', source: 'metadata' }
    this.patches = {
      places: { ...places, partial },
      truth: { negative: files.length - positive, positive },
      patch: (x, y) => this.#patch(x, y),
      isCurrent: () => stamps.areCurrent()
    }
  }

  async #patch(x: number, y: number): Promise<Uint8Array> {
    const file = this.#files.get(`${Math.round(x)} ${Math.round(y)}`)
    if (!file)
      throw new DuctalError(
        'slide/changed',
        `${this.#folder} no longer has a patch at x ${x}, y ${y}. Open the folder again.`
      )
    const [picture] = await Promise.allSettled([this.#picture(file)])
    await this.#requireCurrent([file])
    if (picture.status === 'rejected') throw picture.reason
    return padded(picture.value)
  }

  close(): void {
    this.#cache.clear()
  }

  /** Returns the pixels of a block: patches where they exist, white in between. */
  async #block(block: Block): Promise<Uint8Array> {
    const result = new Uint8Array(block.width * block.height * 3).fill(255)
    const files = this.#within(block)
    await Promise.all(
      files.map(async file => {
        const picture = await this.#picture(file).catch(unreadable)
        paste(picture, file, result, block)
      })
    )
    await this.#requireCurrent(files)
    return result
  }

  /** @throws DuctalError slide/changed if one of the patches was overwritten */
  async #requireCurrent(files: readonly PatchFile[]): Promise<void> {
    if (await this.#stamps.areCurrent(files.map(({ path }) => path))) return
    throw new DuctalError(
      'slide/changed',
      `Patches in ${this.#folder} have changed since it was opened. Open the folder again.`
    )
  }

  #within({ left, top, width, height }: Block): PatchFile[] {
    const files: PatchFile[] = []
    const first = (from: number, origin: number) =>
      origin + Math.floor((from - origin) / patchEdge) * patchEdge
    for (let y = first(top, this.#originY); y < top + height; y += patchEdge)
      for (let x = first(left, this.#originX); x < left + width; x += patchEdge) {
        const file = this.#files.get(`${x} ${y}`)
        if (file) files.push(file)
      }
    return files
  }

  #picture(file: PatchFile): Promise<Picture> {
    return this.#cache.get(file.path, () => limited(() => decode(this.#folder, file)))
  }
}

async function decode(folder: string, { path }: PatchFile): Promise<Picture & { byteLength: number }> {
  try {
    const picture = await decodePicture(join(folder, path))
    return { ...picture, byteLength: picture.pixels.byteLength }
  } catch (error) {
    throw new DuctalError(
      'slide/corrupt',
      `The patch ${path} in ${folder} cannot be read (${(error as Error).message.split('\n')[0]}). Copy it again from its source.`,
      { cause: error }
    )
  }
}

/**
 * Placeholder that the viewer shows for an unreadable patch: grey stripes, which look like no
 * tissue.
 */
function unreadable(): Picture {
  const pixels = new Uint8Array(patchEdge * patchEdge * 3)
  for (let i = 0; i < patchEdge * patchEdge; i++)
    pixels.fill((Math.floor(i / patchEdge) + (i % patchEdge)) % 10 < 5 ? 96 : 176, i * 3, i * 3 + 3)
  return { pixels, width: patchEdge, height: patchEdge, jpeg: false }
}

function paste(picture: Picture, { x, y }: PatchFile, target: Uint8Array, block: Block): void {
  const left = Math.max(x, block.left)
  const right = Math.min(x + picture.width, block.left + block.width)
  if (right <= left) return
  const bottom = Math.min(y + picture.height, block.top + block.height)
  for (let row = Math.max(y, block.top); row < bottom; row++) {
    const from = ((row - y) * picture.width + left - x) * 3
    const to = ((row - block.top) * block.width + left - block.left) * 3
    target.set(picture.pixels.subarray(from, from + (right - left) * 3), to)
  }
}
