import { copyFileSync, existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { discover } from '../../../../electron/worker/slides/discover.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import {
  type DicomFields,
  jpeg2000Tile,
  jpegLsTile,
  jpegTile,
  rleTile,
  withJfif,
  writeDicom
} from '../../../support/dicom.ts'
import { temporaryFolder } from '../../../support/library.ts'

const width = 150
const height = 130
const explicit = '1.2.840.10008.1.2.1'
const jpegLs = '1.2.840.10008.1.2.4.80'
const plain = { syntax: explicit, photometric: 'RGB', encode: async (tile: Uint8Array) => tile }

const jfif = (chroma: '4:4:4' | '4:2:0') => async (tile: Uint8Array, edge: number) =>
  withJfif(await jpegTile(chroma)(tile, edge))

/** Stain that differs everywhere, so that a displaced tile shows. */
function picture(across: number, down: number): Uint8Array {
  const pixels = new Uint8Array(across * down * 3)
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      pixels.set(
        [150 + (80 * x) / across, 60 + (90 * y) / down, 130 + (60 * x * y) / (across * down)],
        (y * across + x) * 3
      )
  return pixels
}

const whole = picture(width, height)
const write = (folder: string, name: string, fields: Partial<DicomFields> = {}) =>
  writeDicom(join(folder, name), { pixels: whole, width, height, instance: `1.2.3.${name}`, ...fields })

async function opened(path: string) {
  const slide = await openSlide(path)
  onTestFinished(() => slide.close())
  const { width, height } = slide.description
  return { slide, pixels: await slide.region({ x: 0, y: 0, width, height }, width, height) }
}

/** Greatest mean difference of a channel from the picture. */
async function difference(path: string): Promise<number> {
  const { pixels } = await opened(path)
  const sums = [0, 0, 0]
  pixels.forEach((value, i) => {
    sums[i % 3]! += Math.abs(value - whole[i]!)
  })
  return Math.max(...sums) / (width * height)
}

async function writeSeries(folder: string) {
  await write(folder, 'b.dcm')
  await write(folder, 'a.dcm', { pixels: picture(75, 65), width: 75, height: 65, spacing: 0.002 })
  await write(folder, 'label.dcm', {
    pixels: new Uint8Array(64 * 64 * 3).fill(200),
    width: 64,
    height: 64,
    shows: 'LABEL'
  })
}

test('a series is one slide, whichever of its files is opened', async () => {
  const folder = temporaryFolder()
  await writeSeries(folder)
  expect((await discover(folder)).slides).toEqual([join(folder, 'b.dcm')])
  const facts = []
  for (const name of ['a.dcm', 'b.dcm', 'label.dcm']) {
    expect((await discover(join(folder, name))).slides).toEqual([join(folder, 'b.dcm')])
    const { slide } = await opened(join(folder, name))
    expect(slide.associated?.list()).toEqual([{ name: 'label', width: 64, height: 64 }])
    expect(slide.files).toHaveLength(3)
    // The former fingerprint is of one file.
    const { former: _, ...rest } = await factsOf(join(folder, name), slide)
    facts.push(rest)
  }
  expect(facts[0]).toMatchObject({ width, height, mpp: 1, levels: [{ downsample: 1 }, { downsample: 2 }] })
  expect(facts[1]).toEqual(facts[0])
  expect(facts[2]).toEqual(facts[0])
  await write(folder, 'label.dcm', {
    pixels: new Uint8Array(64 * 64 * 3).fill(90),
    width: 64,
    height: 64,
    shows: 'LABEL'
  })
  const { slide } = await opened(join(folder, 'b.dcm'))
  expect((await factsOf(join(folder, 'b.dcm'), slide)).fingerprint).not.toBe(facts[0]!.fingerprint)
})

test('links to the files of a series belong to it', async () => {
  const [folder, store] = [temporaryFolder(), temporaryFolder()]
  await writeSeries(store)
  for (const name of ['a.dcm', 'b.dcm', 'label.dcm']) symlinkSync(join(store, name), join(folder, name))
  const { slide } = await opened(join(folder, 'b.dcm'))
  expect(slide.files.map(file => basename(file))).toEqual(['b.dcm', 'a.dcm', 'label.dcm'])
  expect(slide.description.levels).toHaveLength(2)
})

test('two series in a folder are two slides, and copies of a file add none', async () => {
  const folder = temporaryFolder()
  await writeSeries(folder)
  await write(folder, 'other', { series: '1.2.4' })
  copyFileSync(join(folder, 'b.dcm'), join(folder, 'copy.dcm'))
  writeFileSync(join(folder, 'notes.txt'), 'notes')
  expect((await discover(folder)).slides).toEqual([join(folder, 'b.dcm'), join(folder, 'other')])
})

test('a folder of slides gives the series in its subfolders, each once', async () => {
  const folder = temporaryFolder()
  for (const name of ['one', 'two']) {
    mkdirSync(join(folder, name))
    await writeSeries(join(folder, name))
  }
  mkdirSync(join(folder, 'notes'))
  writeFileSync(join(folder, 'notes', 'README'), 'notes')
  expect((await discover(folder)).slides).toEqual([join(folder, 'one/b.dcm'), join(folder, 'two/b.dcm')])
})

test('a label without its slide is refused', async () => {
  const path = await write(temporaryFolder(), 'label.dcm', { shows: 'LABEL' })
  await expect(openSlide(path)).rejects.toMatchObject({
    code: 'slide/incomplete',
    message: expect.stringContaining('label')
  })
})

test.each<[string, Partial<DicomFields>, number]>([
  ['uncompressed', plain, 0],
  ['RLE', { syntax: '1.2.840.10008.1.2.5', photometric: 'RGB', encode: rleTile }, 0],
  ['JPEG 2000', { syntax: '1.2.840.10008.1.2.4.90', photometric: 'YBR_RCT', encode: jpeg2000Tile }, 0],
  ['JPEG-LS in planes', { syntax: jpegLs, photometric: 'RGB', encode: jpegLsTile(0) }, 0],
  ['JPEG-LS by pixel', { syntax: jpegLs, photometric: 'RGB', encode: jpegLsTile(2) }, 0],
  ['JPEG with reduced chroma', {}, 4],
  ['JPEG without an image type', { shows: null }, 4],
  ['JPEG with a table of 64 bits', { table: 'extended' }, 4],
  ['JPEG without a table', { table: 'none' }, 4],
  [
    'JPEG in YCbCr that states RGB, with JFIF and reduced chroma',
    { photometric: 'RGB', encode: jfif('4:2:0') },
    4
  ]
])('%s shows the picture', async (_, fields, most) => {
  expect(await difference(await write(temporaryFolder(), 's.dcm', fields))).toBeLessThanOrEqual(most)
})

test('JPEG without markers is read in the colour space that the header states', async () => {
  // The encoder writes YCbCr without a marker, so the header decides.
  const encode = jpegTile('4:4:4')
  const folder = temporaryFolder()
  expect(
    await difference(await write(folder, 'ybr.dcm', { encode, series: '1', photometric: 'YBR_FULL' }))
  ).toBeLessThan(4)
  expect(
    await difference(await write(folder, 'rgb.dcm', { encode, series: '2', photometric: 'RGB' }))
  ).toBeGreaterThan(20)
})

test('a header and JPEG markers that contradict each other are refused', async () => {
  const path = await write(temporaryFolder(), 's.dcm', { photometric: 'RGB', encode: jfif('4:4:4') })
  await expect(openSlide(path)).rejects.toMatchObject({
    code: 'slide/unsupported',
    message: expect.stringContaining('YCbCr')
  })
})

test('a later tile in another colour space is damage, rather than shown in wrong colours', async () => {
  const jpeg = jpegTile('4:4:4')
  const adobe = (jpeg: Uint8Array, transform: number) =>
    Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from(`ffee000e41646f62650064000000000${transform}`, 'hex'),
      jpeg.subarray(2)
    ])
  let tiles = 0
  const encode = async (tile: Uint8Array, edge: number) =>
    adobe(await jpeg(tile, edge), tiles++ === 0 ? 1 : 0)
  const path = await write(temporaryFolder(), 's.dcm', { photometric: 'YBR_FULL', encode })
  await expect(opened(path)).rejects.toMatchObject({
    code: 'slide/corrupt',
    message: expect.stringContaining('colour space')
  })
})

test('JPEG 2000 whose header contradicts its colour transform is refused', async () => {
  const fields = { syntax: '1.2.840.10008.1.2.4.90', photometric: 'YBR_FULL', encode: jpeg2000Tile }
  await expect(openSlide(await write(temporaryFolder(), 's.dcm', fields))).rejects.toMatchObject({
    code: 'slide/unsupported',
    message: expect.stringContaining('colour transform')
  })
})

test('a tile of another size than stated is damage, whatever its codec', async () => {
  const larger = (encode: typeof jpeg2000Tile) => (tile: Uint8Array, edge: number) =>
    encode(Buffer.concat([tile, tile, tile, tile]), edge * 2)
  for (const [syntax, encode] of [
    ['1.2.840.10008.1.2.4.90', jpeg2000Tile],
    [jpegLs, jpegLsTile(2)]
  ] as const) {
    const fields = { syntax, photometric: 'RGB', encode: larger(encode) }
    await expect(opened(await write(temporaryFolder(), 's.dcm', fields))).rejects.toMatchObject({
      code: 'slide/corrupt'
    })
  }
})

test('tiles of a sparse slide are in position, and the rest is background', async () => {
  const { pixels } = await opened(await write(temporaryFolder(), 's.dcm', { ...plain, tiles: [8, 4, 0] }))
  const at = (x: number, y: number) => [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
  const expected = (x: number, y: number) => [...whole.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
  for (const [x, y] of [
    [3, 5],
    [70, 80],
    [140, 129]
  ] as const)
    expect(at(x, y)).toEqual(expected(x, y))
  expect(at(100, 5)).toEqual([255, 255, 255])
})

test('an image in several files is joined, and refused without one of them', async () => {
  const folder = temporaryFolder()
  const part = (firstFrame: number, tiles: number[]) => ({
    ...plain,
    tiles,
    concatenation: { id: '1.9', parts: 2, firstFrame }
  })
  const first = await write(folder, '2.dcm', part(0, [0, 1, 2, 3]))
  await expect(openSlide(first)).rejects.toMatchObject({ code: 'slide/incomplete' })
  await write(folder, '1.dcm', part(4, [4, 5, 6, 7, 8]))
  expect(await difference(first)).toBe(0)
})

test('pixels that are too coarse are refused with their size', async () => {
  const path = await write(temporaryFolder(), 's.dcm', { spacing: 0.029 })
  await expect(openSlide(path)).rejects.toMatchObject({
    code: 'slide/too-coarse',
    message: expect.stringContaining('29.00 µm')
  })
})

test.each([
  ['1.2.840.10008.1.2.4.70', 'JPEG Lossless'],
  ['1.2.840.10008.1.2.4.110', 'JPEG XL'],
  ['1.2.3.4.5', '1.2.3.4.5']
])('the compression %s is refused by its name', async (syntax, name) => {
  const path = await write(temporaryFolder(), 's.dcm', { syntax })
  await expect(openSlide(path)).rejects.toMatchObject({
    code: 'slide/unsupported',
    message: expect.stringContaining(name)
  })
})

test('a file that ends early is refused as damaged', async () => {
  for (const bytes of [200, 700, 3000]) {
    const path = await write(temporaryFolder(), 's.dcm')
    truncateSync(path, bytes)
    await expect(opened(path)).rejects.toMatchObject({ code: 'slide/corrupt' })
  }
})

const cases = join(resolve(process.env.DUCTAL_SHARED_DATA ?? '../shared/data'), '..', 'cases', 'slides')

describe.skipIf(!existsSync(cases))('unusual DICOM slides', () => {
  test('the series shows what the control shows', async () => {
    const folder = join(cases, 'dicom-series')
    expect((await discover(folder)).slides).toEqual([join(folder, '1-level0.dcm')])
    const { pixels: control } = await opened(join(cases, 'good.tif'))
    for (const name of ['dicom-series/4-label.dcm', 'dicom-rgb-jpeg-plain/s.dcm']) {
      const { slide, pixels } = await opened(join(cases, name))
      expect(slide.description).toMatchObject({ width: 1024, height: 768, mpp: 1 })
      let sum = 0
      for (let i = 0; i < control.length; i++) sum += Math.abs(control[i]! - pixels[i]!)
      expect(sum / control.length).toBeLessThan(5)
    }
  })

  test('a real slide is too coarse', async () => {
    await expect(openSlide(join(cases, 'camelyon_multiframe_jpeg.dcm'))).rejects.toMatchObject({
      code: 'slide/too-coarse',
      message: expect.stringContaining('28.97 µm')
    })
  })

  test('JPEG-LS is read', async () => {
    const { slide, pixels } = await opened(join(cases, 'sm_jpegls.dcm'))
    expect(slide.description).toMatchObject({ width: 50, height: 50 })
    expect(pixels.subarray(0, 3)).toEqual(Uint8Array.of(243, 243, 243))
  })
})
