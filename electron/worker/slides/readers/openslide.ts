import pLimit from 'p-limit'
import { DuctalError } from '../../../../contract/errors.ts'
import { plausibleMpp, type SlideLevel } from '../../../../contract/slide.ts'
import { levelFor, sampleBox } from '../../patches/blocks.ts'
import type { OpenSlide, SlideDescription } from '../slide.ts'
import { type Binding, type Handle, openslide } from './binding.ts'

/**
 * Limits concurrent reads in this process to libuv's number of threads. With more than 256 pending
 * calls the binding would throw.
 */
const limited = pLimit(4)

/**
 * Opens a file of any format that OpenSlide supports.
 * @returns undefined if OpenSlide does not support the format or is missing
 * @throws DuctalError slide/corrupt
 */
export function openWithOpenslide(path: string): OpenSlide | undefined {
  const library = openslide()
  if ('reason' in library) return undefined
  const vendor = library.detectVendor(path)
  if (!vendor) return undefined
  return new OpenslideSlide(library, path, vendor)
}

class OpenslideSlide implements OpenSlide {
  readonly description: SlideDescription
  readonly #library: Binding
  readonly #path: string
  #handle: Handle | null
  /** Number of reads in progress; handles are closed only when it is 0. */
  #reading = 0
  #closed = false
  readonly #failed: Handle[] = []

  constructor(library: Binding, path: string, vendor: string) {
    this.#library = library
    this.#path = path
    this.#handle = open(library, path)
    const levels = levelsOf(library, this.#handle)
    const [base] = levels
    if (!base || base.width <= 0 || base.height <= 0) throw corrupt(path, 'it has no image')
    const mpp = mppOf(library, this.#handle)
    this.description = {
      kind: 'openslide',
      vendor,
      width: base.width,
      height: base.height,
      mpp,
      mppSource: mpp === null ? null : 'file',
      levels,
      truth: null,
      synthetic: false,
      patches: null
    }
  }

  region: OpenSlide['region'] = (box, outWidth, outHeight, signal) => {
    const { levels } = this.description
    const number = levelFor(levels, Math.min(box.width / outWidth, box.height / outHeight))
    const level = levels[number]!
    const { downsample } = level
    const within = {
      x: box.x / downsample,
      y: box.y / downsample,
      width: box.width / downsample,
      height: box.height / downsample
    }
    return sampleBox(
      within,
      level,
      outWidth,
      outHeight,
      block =>
        limited(async () => {
          signal?.throwIfAborted()
          const x = Math.round(block.left * downsample)
          const y = Math.round(block.top * downsample)
          return this.#read(x, y, number, block.width, block.height)
        }),
      signal
    )
  }

  associated: NonNullable<OpenSlide['associated']> = {
    list: () => {
      const handle = this.#present()
      return this.#library.associatedNames(handle).map(name => {
        const [width, height] = this.#library.associatedSize(handle, name)
        return { name, width, height }
      })
    },
    read: ({ name, width, height }) =>
      this.#reads(async handle => onWhite(await this.#library.readAssociated(handle, name, width, height)))
  }

  close(): void {
    this.#closed = true
    this.#closeIfIdle()
  }

  #read(x: number, y: number, level: number, width: number, height: number): Promise<Uint8Array> {
    return this.#reads(async handle =>
      onWhite(await this.#library.readRegion(handle, x, y, level, width, height))
    )
  }

  /** Returns the handle, reopened if an error has invalidated the previous one. */
  #present(): Handle {
    this.#handle ??= open(this.#library, this.#path)
    return this.#handle
  }

  async #reads(read: (handle: Handle) => Promise<Uint8Array>): Promise<Uint8Array> {
    const handle = this.#present()
    this.#reading++
    try {
      const pixels = await read(handle)
      const error = this.#library.error(handle)
      if (error) throw this.#fail(handle, error)
      return pixels
    } finally {
      this.#reading--
      this.#closeIfIdle()
    }
  }

  /**
   * An error is permanent for its handle, so the next read opens another. The old handle may still
   * be in use and is closed later.
   */
  #fail(handle: Handle, error: string): DuctalError {
    if (this.#handle === handle) {
      this.#handle = null
      this.#failed.push(handle)
    }
    return corrupt(this.#path, error)
  }

  #closeIfIdle(): void {
    if (this.#reading > 0) return
    for (const handle of this.#failed.splice(0)) this.#library.close(handle)
    if (!this.#closed || this.#handle === null) return
    this.#library.close(this.#handle)
    this.#handle = null
  }
}

function open(library: Binding, path: string): Handle {
  const handle = library.open(path)
  if (!handle) throw corrupt(path, 'the format is known, but the file cannot be opened')
  const error = library.error(handle)
  if (!error) return handle
  library.close(handle)
  throw corrupt(path, error)
}

const corrupt = (path: string, why: string) =>
  new DuctalError(
    'slide/corrupt',
    `${path} cannot be decoded (${why.replace(`${path}: `, '').replace(/\.?$/, '')}). Copy it again from its source, or export it again.`
  )

function levelsOf(library: Binding, handle: Handle): SlideLevel[] {
  const count = library.levelCount(handle)
  return Array.from({ length: Math.max(count, 0) }, (_, level) => {
    const [width, height] = library.levelSize(handle, level)
    return { width, height, downsample: library.levelDownsample(handle, level) }
  })
}

/**
 * Returns the file's µm per pixel; null if it is missing, implausible, or the pixels are far from
 * square.
 */
function mppOf(library: Binding, handle: Handle): number | null {
  const across = Number(library.property(handle, 'openslide.mpp-x') ?? Number.NaN)
  const down = Number(library.property(handle, 'openslide.mpp-y') ?? across)
  const mpp = (across + down) / 2
  if (!(mpp >= plausibleMpp.min && mpp <= plausibleMpp.max)) return null
  return Math.abs(across - down) <= 0.02 * mpp ? mpp : null
}

/** Converts premultiplied little-endian ARGB to RGB on white: beyond the slide is background. */
function onWhite(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array((pixels.length / 4) * 3)
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    const rest = 255 - pixels[from + 3]!
    result[to] = pixels[from + 2]! + rest
    result[to + 1] = pixels[from + 1]! + rest
    result[to + 2] = pixels[from]! + rest
  }
  return result
}
