import { DuctalError } from '../../../../contract/errors.ts'
import type { SlideLevel } from '../../../../contract/slides/slide.ts'
import { type Block, levelFor, sampleBox } from '../pixels/blocks.ts'
import { budgets } from '../pixels/budgets.ts'
import { profileName } from '../pixels/profile.ts'
import { sampleSparsely, samplesFor } from '../pixels/sparse.ts'
import type { RawAssociated, RawLevel, RawSlide, Reader } from '../readers/reader.ts'
import type { Box, OpenSlide, SlideDescription } from '../slide.ts'
import { refuseColour, toRgb } from './colour.ts'
import { checkLevels } from './levels.ts'
import { storedBlock, upright, uprightSize } from './orientation.ts'
import { scaleOf } from './scale.ts'

/**
 * Turns what a reader knows into a slide: the one place that decides on orientation, colour, scale
 * and levels, whatever the format. Closes the raw slide if it is refused.
 * @throws DuctalError slide/not-colour, slide/unsupported, slide/too-coarse, slide/corrupt
 */
export async function assemble(path: string, raw: RawSlide, reader: Reader): Promise<OpenSlide> {
  try {
    if (raw.levels.length === 0)
      throw new DuctalError(
        'slide/corrupt',
        `${path} cannot be decoded (it has no image). Copy it again from its source, or export it again.`
      )
    refuseColour(path, raw.colour)
    const slide = new AssembledSlide(path, raw, reader)
    await slide.dropBadLevels()
    return slide
  } catch (error) {
    raw.close()
    throw error
  }
}

class AssembledSlide implements OpenSlide {
  readonly description: SlideDescription
  readonly files: readonly string[]
  readonly title: string
  readonly profile: Uint8Array | null
  readonly #raw: RawSlide
  #levels: RawLevel[]
  readonly patch?: NonNullable<OpenSlide['patch']>
  readonly isCurrent?: NonNullable<OpenSlide['isCurrent']>
  readonly associated?: NonNullable<OpenSlide['associated']>

  constructor(path: string, raw: RawSlide, reader: Reader) {
    this.#raw = raw
    this.#levels = raw.levels
    this.files = raw.files
    this.title = raw.title ?? ''
    this.profile = raw.colour.icc
    const levels = levelsOf(this.#levels, raw)
    const { mpp, remark } = scaleOf(path, raw.resolution)
    const { patches } = raw
    this.description = {
      kind: patches ? 'patches' : 'image',
      vendor: raw.vendor,
      width: levels[0]!.width,
      height: levels[0]!.height,
      mpp,
      mppSource: mpp === null ? null : patches ? 'layout' : 'file',
      levels,
      truth: patches?.truth ?? null,
      synthetic: false,
      patches: patches?.places ?? null,
      reader: { name: reader.name, version: reader.version() },
      profile: this.profile && profileName(this.profile),
      orientation: raw.orientation,
      notes: [...notesOf(raw), ...(remark === null ? [] : [remark])]
    }
    if (patches) {
      this.patch = (x, y) => patches.patch(x, y)
      this.isCurrent = () => patches.isCurrent()
    }
    if (raw.associated) this.associated = bounded(raw.associated)
    const coarsest = levels.reduce((least, { width, height }) => Math.min(least, width * height), Infinity)
    if (coarsest > budgets.shown && !patches) this.description.notes.push(noOverview)
    if (coarsest > budgets.tissue && !patches) this.description.notes.push(sampledTissue)
  }

  region: OpenSlide['region'] = (box, outWidth, outHeight, signal, most = Number.POSITIVE_INFINITY) => {
    const scale = Math.min(box.width / outWidth, box.height / outHeight)
    const level = levelFor(this.description.levels, scale)
    return this.#sample(level, box, outWidth, outHeight, most, signal)
  }

  /** Removes levels that do not show the slide, with a note for each. */
  async dropBadLevels(): Promise<void> {
    const { levels, notes } = this.description
    const check = await checkLevels(levels, async (level, box, width, height) => ({
      pixels: await this.#sample(level, box, width, height, budgets.compared),
      sampled: this.#samples(level, box, width, height, budgets.compared) !== undefined
    }))
    notes.push(...check.notes)
    this.#levels = check.kept.map(level => this.#levels[level]!)
    this.description.levels = check.kept.map(level => levels[level]!)
  }

  /** Averages a box of level-0 pixels down from one level, or samples it. */
  #sample(
    number: number,
    box: Box,
    outWidth: number,
    outHeight: number,
    most: number,
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    const level = this.description.levels[number]!
    const raw = this.#levels[number]!
    const within = scaled(box, level.downsample)
    const read = (block: Block) => this.#block(raw, block, signal)
    const sparse = this.#samples(number, box, outWidth, outHeight, most)
    const out = { width: outWidth, height: outHeight }
    return sparse
      ? sampleSparsely(within, level, sparse.tile, out, sparse.samples, read, signal)
      : sampleBox(within, level, outWidth, outHeight, read, signal)
  }

  /** The samples that stand for a box with too many pixels; undefined if all of it is read. */
  #samples(number: number, box: Box, across: number, down: number, most: number) {
    const level = this.description.levels[number]!
    const raw = this.#levels[number]!
    const tile = raw.tile && uprightSize(raw.tile, this.#raw.orientation)
    const samples = tile && samplesFor(scaled(box, level.downsample), level, tile, { across, down }, most)
    return samples && { tile, samples }
  }

  close(): void {
    this.#raw.close()
  }

  async #block(level: RawLevel, block: Block, signal?: AbortSignal): Promise<Uint8Array> {
    const { orientation, colour } = this.#raw
    const stored = await level.read(storedBlock(block, level, orientation), signal)
    return upright(toRgb(stored, colour), block, orientation)
  }
}

const scaled = ({ x, y, width, height }: Box, downsample: number): Box => ({
  x: x / downsample,
  y: y / downsample,
  width: width / downsample,
  height: height / downsample
})

const noOverview =
  'The file has no reduced image of the whole slide. Overviews are coarse, because they are filled from samples. Save it as a pyramidal TIFF to see more.'
const sampledTissue =
  'The file has no reduced image of the whole slide and is very large. Tissue is looked for at samples, and small pieces may be missed. Save it as a pyramidal TIFF.'

/** Associated images are decoded as a whole, so that very large ones are left out. */
const bounded = (associated: RawAssociated): RawAssociated => ({
  list: () =>
    associated
      .list()
      .filter(({ width, height }) => width > 0 && height > 0 && width * height <= budgets.associated),
  read: image => associated.read(image)
})

function levelsOf(levels: readonly RawLevel[], { orientation }: RawSlide): SlideLevel[] {
  const [base] = levels
  return levels.map(level => ({
    ...uprightSize(level, orientation),
    downsample: level.downsample ?? base!.width / level.width
  }))
}

/** Remarks for the slide's record. */
function notesOf({ notes = [], scenes = [], planes = 1, colour }: RawSlide): string[] {
  const result = [...notes]
  if (colour.extra === 'unspecified')
    result.push('Samples beyond red, green and blue have no stated meaning and are ignored.')
  if (scenes.length > 0) result.push(`Only the first scene is shown. The others: ${scenes.join(', ')}.`)
  if (planes > 1) result.push(`Only the first of ${planes} focal planes is shown.`)
  return result
}
