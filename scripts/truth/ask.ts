import type { FileHandle } from 'node:fs/promises'
import sharp from 'sharp'
import { viewerLevels, viewerTileSize } from '../../contract/transport/urls.ts'
import { cutPatches } from '../../electron/worker/patches/patches.ts'
import type { Box, OpenSlide } from '../../electron/worker/slides/slide.ts'
import { viewerPixels, viewerTile } from '../../electron/worker/slides/viewer.ts'

/** What Ductal shows in an area: regions of each level, tiles of the viewer, patches. */
export type What = 'level' | 'viewer' | 'screen' | 'patch'

/** An area that is compared, and the position of Ductal's pixels in a file. */
export interface Area {
  what: What
  /** x, y, width and height in level-0 pixels. */
  box: [number, number, number, number]
  out: [width: number, height: number]
  at: number
}

/** Longest edge of a compared region of a level. */
const edge = 160
/** Tiles of each of the viewer's levels that are compared, spread evenly. */
const mostTiles = 6
const patchEdge = 50
/** Where patches are cut, as shares of the slide; the last ones extend beyond its edges. */
const patchPlaces = [
  [0, 0],
  [0.31, 0.27],
  [0.5, 0.5],
  [0.62, 0.41],
  [0.97, 0.97]
]

/** Appends Ductal's pixels of each area to a file. */
export class Answers {
  readonly areas: Area[] = []
  readonly #file: FileHandle
  #at: number

  constructor(file: FileHandle, at: number) {
    this.#file = file
    this.#at = at
  }

  get end(): number {
    return this.#at
  }

  async add(what: What, { x, y, width, height }: Box, out: Area['out'], pixels: Uint8Array): Promise<void> {
    if (pixels.length !== out[0] * out[1] * 3) throw new Error(`${what}: ${pixels.length} bytes`)
    this.areas.push({ what, box: [x, y, width, height], out, at: this.#at })
    await this.#file.write(pixels, 0, pixels.length, this.#at)
    this.#at += pixels.length
  }
}

/** Reads corners, edges, seams and middle of each level, and beyond the right and lower edges. */
export async function askLevels(slide: OpenSlide, answers: Answers): Promise<void> {
  const { width, height, levels } = slide.description
  for (const { width: across, height: down, downsample } of levels) {
    const [wide, high] = [Math.min(edge, across), Math.min(edge, down)]
    const [right, bottom] = [across - wide, down - high]
    const corners: [number, number][] = [
      [0, 0],
      [right, 0],
      [0, bottom],
      [right, bottom],
      [Math.floor(right / 2), Math.floor(bottom / 2)],
      [Math.floor(right / 3) + 1, Math.floor(bottom * 0.6)],
      [Math.floor(across - wide / 2), Math.floor(down - high / 2)],
      [-Math.floor(wide / 2), -Math.floor(high / 3)]
    ]
    for (const [left, top] of corners) {
      const box = {
        x: left * downsample,
        y: top * downsample,
        width: wide * downsample,
        height: high * downsample
      }
      await answers.add('level', box, [wide, high], await slide.region(box, wide, high))
    }
  }
  // The whole slide at a scale that is no whole number, as thumbnails have.
  const out: Area['out'] = [Math.min(97, width), Math.min(83, height)]
  const box = { x: 0, y: 0, width, height }
  await answers.add('level', box, out, await slide.region(box, ...out))
}

/** Reads tiles of the viewer: the pixels before they are encoded, and as the page receives them. */
export async function askViewer(slide: OpenSlide, answers: Answers): Promise<void> {
  const { width, height } = slide.description
  const finest = viewerLevels(width, height)
  for (let level = finest; level >= 0 && finest - level <= 8; level--) {
    const scale = 2 ** (finest - level)
    const [across, down] = [width, height].map(size => Math.ceil(Math.ceil(size / scale) / viewerTileSize))
    const count = across! * down!
    for (let i = 0; i < Math.min(count, mostTiles); i++) {
      const tile = Math.round((i * (count - 1)) / Math.max(1, Math.min(count, mostTiles) - 1))
      const place = { level, col: tile % across!, row: Math.floor(tile / across!) }
      const found = (await viewerPixels(slide, place))!
      const out: Area['out'] = [found.width, found.height]
      const box = {
        x: place.col * viewerTileSize * scale,
        y: place.row * viewerTileSize * scale,
        width: out[0] * scale,
        height: out[1] * scale
      }
      await answers.add('viewer', box, out, found.pixels)
      const jpeg = (await viewerTile(slide, place)).body
      await answers.add('screen', box, out, await sharp(jpeg).removeAlpha().raw().toBuffer())
    }
  }
}

/** Cuts patches as the networks see them, at 4 µm per pixel and at other scales. */
export async function askPatches(slide: OpenSlide, answers: Answers): Promise<void> {
  const { width, height, mpp, patches } = slide.description
  if (patches) {
    const { originX, originY, stride, cols, rows } = patches
    for (let i = 0; i < cols.length; i += Math.ceil(cols.length / 40))
      await askAt(slide, answers, [originX + cols[i]! * stride], [originY + rows[i]! * stride], 1)
    return
  }
  for (const scale of [1, 4 / (mpp ?? 1), 2.37]) {
    const xs = patchPlaces.map(([x]) => Math.floor(x! * width))
    const ys = patchPlaces.map(([, y]) => Math.floor(y! * height))
    for (const [i, x] of xs.entries()) await askAt(slide, answers, [x], [ys[i]!], scale)
    // On one grid, so that they are cut from one region.
    const grid = [0, 1, 2].map(step => step * patchEdge * scale)
    await askAt(slide, answers, grid, grid, scale)
  }
}

async function askAt(slide: OpenSlide, answers: Answers, xs: number[], ys: number[], scale: number) {
  const task = { xs: Float64Array.from(xs), ys: Float64Array.from(ys), edge: patchEdge, scale }
  const { pixels, indexes } = await cutPatches(slide, task)
  const size = patchEdge * patchEdge * 3
  for (const [i, index] of indexes.entries()) {
    const box = { x: xs[index]!, y: ys[index]!, width: patchEdge * scale, height: patchEdge * scale }
    await answers.add('patch', box, [patchEdge, patchEdge], pixels.subarray(i * size, (i + 1) * size))
  }
}
