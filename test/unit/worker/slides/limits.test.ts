import { linkSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tissueScores } from '../../../../electron/worker/patches/tissue.ts'
import { discover } from '../../../../electron/worker/slides/discover.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import { budgets } from '../../../../electron/worker/slides/pixels/budgets.ts'
import { samplesFor } from '../../../../electron/worker/slides/pixels/sparse.ts'
import { openedFacts } from '../../../../electron/worker/slides/slide-cache.ts'
import { keptBytes } from '../../../../electron/worker/slides/tile-cache.ts'
import { thumbnail, viewerTile } from '../../../../electron/worker/slides/viewer.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { stained, writePatchFolder } from '../../../support/slides.ts'
import { field, writeTiff } from '../../../support/tiff.ts'
import { hasOpenslide, plain } from '../fixtures.ts'

const sentence = expect.stringMatching(/^[^\n]+\.$/)

test('refuses a patch folder with more patches than a slide can have', async () => {
  const patient = await writePatchFolder(temporaryFolder(), 1, 1)
  const first = join(patient, '1', '10001_idx5_x1_y1_class1.png')
  for (let i = 0; i < 50_000; i++) {
    const name = `10001_idx5_x${(i % 300) * 50 + 1}_y${(Math.floor(i / 300) + 1) * 50 + 1}_class0.png`
    linkSync(first, join(patient, '0', name))
  }
  await expect(openSlide(patient)).rejects.toMatchObject({ code: 'slide/too-large', message: sentence })
})

test('refuses a folder with too many files to look at each', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '0.txt'), '')
  for (let i = 1; i <= 20_000; i++) linkSync(join(folder, '0.txt'), join(folder, `${i}.txt`))
  await expect(discover(folder)).rejects.toMatchObject({ code: 'slide/too-large', message: sentence })
})

test('refuses patches that are farther apart than a slide is large', async () => {
  const patient = await writePatchFolder(temporaryFolder(), 1, 1)
  const first = join(patient, '1', '10001_idx5_x1_y1_class1.png')
  linkSync(first, join(patient, '0', '10001_idx5_x9000001_y1_class0.png'))
  await expect(openSlide(patient)).rejects.toMatchObject({ code: 'slide/bad-patches', message: sentence })
})

test('refuses a patch of absurd size', async () => {
  const patient = await writePatchFolder(temporaryFolder(), 2, 1)
  truncateSync(join(patient, '0', '10001_idx5_x51_y1_class0.png'), 2 ** 40)
  await expect(openSlide(patient)).rejects.toMatchObject({ code: 'slide/bad-patches', message: sentence })
})

/** A level of 200,000 × 200,000 pixels whose tiles are all one tile of the file. */
async function enormous(tile: number | undefined): Promise<string> {
  const path = join(temporaryFolder(), 'enormous.tif')
  const pixels = stained(256, 256)
  const rows = tile === undefined ? 3125 : 782
  const tiles = tile === undefined ? rows : rows * rows
  // Strips of 64 rows hold one row of 200,000 pixels, repeated.
  const encoded = tile === undefined ? await stripOf(200_000) : undefined
  await writeTiff(path, [
    {
      width: 200_000,
      height: 200_000,
      pixels,
      tile,
      resolution: { x: 40_000, y: 40_000, unit: 3 },
      repeated: { count: tiles, data: encoded }
    }
  ])
  return path
}

async function stripOf(width: number): Promise<Buffer> {
  const { deflateSync } = await import('node:zlib')
  const row = Buffer.from(stained(1000, 1))
  const line = Buffer.concat(Array.from({ length: width / 1000 }, () => row))
  return deflateSync(Buffer.concat(Array.from({ length: 64 }, () => line)), { level: 1 })
}

test.each([
  ['tiles', 256],
  ['strips', undefined]
])('opens and shows a single level of 200,000 × 200,000 pixels in %s by samples', async (_, tile) => {
  const path = await enormous(tile)
  const slide = await openSlide(path)
  const facts = await factsOf(path, slide)
  expect(facts).toMatchObject({ width: 200_000, height: 200_000, mpp: 0.25 })
  expect(facts.notes).toContainEqual(expect.stringContaining('Tissue is looked for at samples'))
  expect((await thumbnail(slide, 256)).length).toBeGreaterThan(0)
  expect((await viewerTile(slide, { level: 0, col: 0, row: 0 })).body.length).toBeGreaterThan(0)
  // The colours of the samples are those of the tissue.
  const [red, green] = await slide.region(
    { x: 0, y: 0, width: 2e5, height: 2e5 },
    1,
    1,
    undefined,
    budgets.shown
  )
  expect(red).toBeGreaterThan(150)
  expect(green).toBeLessThan(150)
  slide.close()
})

test('decodes no more pixels than allowed, whatever the tiles', () => {
  for (const [width, height] of [
    [256, 256],
    [16, 16],
    [200_000, 64],
    [64, 200_000],
    [8000, 8000]
  ] as const) {
    const level = { width: 200_000, height: 200_000 }
    const box = { x: 0, y: 0, ...level }
    const samples = samplesFor(box, level, { width, height }, { across: 512, down: 512 }, budgets.shown)!
    const columns = Math.min(samples.across, Math.ceil(200_000 / width))
    const rows = Math.min(samples.down, Math.ceil(200_000 / height))
    const tiles = Math.max(4, Math.floor(budgets.shown / (width * height)))
    expect(columns * rows).toBeLessThanOrEqual(tiles)
    expect(samples.across * samples.down).toBeGreaterThan(1)
  }
})

test('reads a level that is small enough completely', () => {
  const level = { width: 5000, height: 5000 }
  const box = { x: 0, y: 0, ...level }
  const tile = { width: 256, height: 256 }
  expect(samplesFor(box, level, tile, { across: 128, down: 128 }, budgets.shown)).toBeUndefined()
})

test('refuses to look for tissue in a slide of many metres', async () => {
  const path = await enormous(256)
  const slide = await openSlide(path)
  await expect(tissueScores(slide, 20, 32)).rejects.toMatchObject({
    code: 'slide/too-large',
    message: sentence
  })
})

test('refuses a table of more tiles than a slide can have', async () => {
  const path = join(temporaryFolder(), 'tiny-tiles.tif')
  const pixels = field(64, 64)
  await writeTiff(path, [{ width: 200_000, height: 200_000, pixels, tile: 64, repeated: { count: 4 } }])
  await expect(openSlide(path)).rejects.toMatchObject({ code: 'slide/too-large', message: sentence })
})

test('a refused image leaves nothing in memory', async () => {
  const folder = temporaryFolder()
  const before = keptBytes()
  for (let i = 0; i < 3; i++) {
    const path = join(folder, `grey-${i}.png`)
    await plain(3000, 2000, { r: 120, g: 120, b: 120 }).png().toFile(path)
    await expect(openedFacts(path)).rejects.toMatchObject({ code: 'slide/not-colour' })
  }
  // A slide is closed when the reads in progress have ended.
  await expect.poll(keptBytes).toBe(before)
})

test.skipIf(!hasOpenslide)('does not hand tiles of absurd size to OpenSlide', async () => {
  const path = join(temporaryFolder(), 'a.svs')
  const description = 'Aperio Image Library v11\r\n320x256 (64x64)|AppMag = 20|MPP = 0.5'
  const page = { width: 320, height: 256, pixels: field(320, 256), tile: 64, description }
  await writeTiff(path, [{ ...page, compression: 'jpeg' }])
  const slide = await openSlide(path)
  expect(slide.description.vendor).toBe('aperio')
  slide.close()
  const bytes = readFileSync(path)
  const entry = bytes.indexOf(Buffer.from([322 & 255, 322 >> 8, 3, 0, 1, 0, 0, 0]))
  bytes.writeUInt16LE(4, entry + 2)
  bytes.writeUInt32LE(0x7fffffff, entry + 8)
  writeFileSync(path, bytes)
  await expect(openSlide(path)).rejects.toMatchObject({ code: 'slide/corrupt', message: sentence })
})
