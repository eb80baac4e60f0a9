import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, onTestFinished, test } from 'vitest'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import { toSrgb } from '../../../../electron/worker/slides/pixels/profile.ts'
import type { OpenSlide } from '../../../../electron/worker/slides/slide.ts'
import { viewerTile } from '../../../../electron/worker/slides/viewer.ts'
import { jpeg2000Tile } from '../../../support/dicom.ts'
import { field, halved, type TiffPage, writeTiff } from '../../../support/tiff.ts'
import { temporaryFolder } from '../fixtures.ts'

const [width, height] = [512, 384]
const pixels = field(width, height)
const half = halved(pixels, width, height)
const resolution = { x: 10_000, y: 10_000, unit: 3 }
const base: TiffPage = { width, height, pixels, tile: 128, resolution }
const reduced: TiffPage = { width: 256, height: 192, pixels: half, tile: 128, reduced: true }

async function opened(...pages: TiffPage[]): Promise<OpenSlide> {
  const slide = await openSlide(await writeTiff(join(await temporaryFolder(), 'slide.tif'), pages))
  onTestFinished(() => slide.close())
  return slide
}

const refusal = (path: string) =>
  openSlide(path).then(
    async slide => {
      onTestFinished(() => slide.close())
      await factsOf(path, slide)
    },
    error => Promise.reject(error)
  )

const refused = async (...pages: TiffPage[]) =>
  refusal(await writeTiff(join(await temporaryFolder(), 'slide.tif'), pages))

type Picture = Pick<TiffPage, 'width' | 'height' | 'pixels'>

/** Reads each pixel of a picture from another place; beyond its edges is glass. */
function moved(
  { width, height, pixels }: Picture,
  from: (x: number, y: number) => [x: number, y: number],
  across = width,
  down = height
): Picture {
  const result = new Uint8Array(across * down * 3).fill(243)
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const [left, top] = from(x, y)
      if (left >= 0 && top >= 0 && left < width && top < height)
        result.set(
          pixels.subarray((top * width + left) * 3, (top * width + left) * 3 + 3),
          (y * across + x) * 3
        )
    }
  return { width: across, height: down, pixels: result }
}

/** Tissue with nuclei on glass: dark discs at random places of the field. */
function nuclei(): Uint8Array {
  const result = Uint8Array.from(pixels)
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % below
  }
  for (let i = 0; i < 120; i++) {
    const [left, top, radius] = [75 + random(215), 60 + random(195), 5 + random(6)]
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++)
        if (x * x + y * y <= radius * radius) result.set([95, 60, 140], ((top + y) * width + left + x) * 3)
  }
  return result
}

const pictures: Picture[] = [
  { width, height, pixels },
  { width, height, pixels: nuclei() }
]

/** A slide of two levels, of which the coarser one is changed. */
function pyramid(picture: Picture, change: (level: Picture) => Picture): TiffPage[] {
  const { width, height } = picture
  const level = { width: width / 2, height: height / 2, pixels: halved(picture.pixels, width, height) }
  return [
    { ...base, ...picture },
    { ...reduced, ...change(level) }
  ]
}

const whole = (slide: OpenSlide, across = width, down = height) => {
  const { width, height } = slide.description
  return slide.region({ x: 0, y: 0, width, height }, across, down)
}

function difference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!)
  return sum / a.length
}

const jpeg2000 = async (tile: Buffer) => Buffer.from(await jpeg2000Tile(tile, 128))

/** A JP2 file around a codestream, of the boxes that readers look for. */
function boxed(codestream: Buffer): Buffer {
  const box = (name: string, content: Buffer) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(8 + content.length)
    head.write(name, 4, 'latin1')
    return Buffer.concat([head, content])
  }
  const signature = box('jP  ', Buffer.from('0d0a870a', 'hex'))
  return Buffer.concat([signature, box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ')), box('jp2c', codestream)])
}

const formats: [string, Partial<TiffPage>, mostDifference: number][] = [
  ['deflate tiles', {}, 0],
  ['uncompressed tiles', { compression: 'none' }, 0],
  ['strips', { tile: undefined }, 0],
  ['planes', { planar: true }, 0],
  ['planes in strips', { planar: true, tile: undefined }, 0],
  ['16 bits', { bits: 16 }, 0],
  ['16 bits in planes', { bits: 16, planar: true }, 0],
  ['JPEG tiles', { compression: 'jpeg' }, 1.5],
  ['JPEG strips', { compression: 'jpeg', tile: undefined }, 1.5],
  ['WebP tiles', { compression: 'webp' }, 0],
  ['JPEG 2000 tiles', { compression: 34_712, change: jpeg2000 }, 0],
  ['JPEG 2000 tiles of Aperio’s number', { compression: 33_005, change: jpeg2000 }, 0],
  ['JPEG 2000 tiles in boxes', { compression: 34_712, change: async tile => boxed(await jpeg2000(tile)) }, 0]
]
if ('zstdCompressSync' in zlib)
  formats.push(
    ['ZSTD tiles', { compression: 'zstd' }, 0],
    ['ZSTD 16 bits', { compression: 'zstd', bits: 16 }, 0]
  )

describe('TIFF', () => {
  test.each(formats)('reads %s', async (_, page, most) => {
    const slide = await opened({ ...base, ...page })
    expect(slide.description).toMatchObject({ vendor: 'generic-tiff', width, height, mpp: 1 })
    expect(difference(await whole(slide), pixels)).toBeLessThanOrEqual(most)
  })

  test.each(['lzw', 'deflate', 'packbits', 'none'] as const)(
    'reads %s as libvips writes it',
    async compression => {
      const path = join(await temporaryFolder(), 'slide.tif')
      const options = { compression, bigtiff: true, predictor: 'horizontal' } as const
      await sharp(pixels, { raw: { width, height, channels: 3 } })
        .tiff({ ...options, tile: true, tileWidth: 128, tileHeight: 128, pyramid: true })
        .toFile(path)
      const slide = await openSlide(path)
      onTestFinished(() => slide.close())
      expect(difference(await whole(slide), pixels)).toBe(0)
    }
  )

  test('drops levels that are empty, of other proportions or of another image, and says so', async () => {
    const other = Uint8Array.from(half, value => 255 - value)
    const macro = field(300, 100)
    for (const bad of [
      { ...reduced, empty: true },
      { ...reduced, pixels: macro, width: 300, height: 100 },
      { ...reduced, pixels: other }
    ]) {
      const slide = await opened(base, bad)
      expect(slide.description.levels).toHaveLength(1)
      expect(slide.description.notes.join()).toContain('not used')
      expect(difference(await whole(slide, 128, 96), await whole(await opened(base), 128, 96))).toBe(0)
    }
  })

  test.each<[string, (level: Picture) => Picture]>([
    ['shifted across by 2 %', level => moved(level, (x, y) => [x - 5, y])],
    ['shifted down by 3 %', level => moved(level, (x, y) => [x, y + 6])],
    ['mirrored', level => moved(level, (x, y) => [level.width - 1 - x, y])],
    ['upside down', level => moved(level, (x, y) => [x, level.height - 1 - y])],
    ['turned by 180°', level => moved(level, (x, y) => [level.width - 1 - x, level.height - 1 - y])]
  ])('drops a level that shows the same picture %s', async (_, change) => {
    for (const picture of pictures) {
      const slide = await opened(...pyramid(picture, change))
      expect(slide.description.levels).toHaveLength(1)
      expect(slide.description.notes.join()).toMatch(/shifted, mirrored or turned|does not show/)
    }
  })

  test('drops a level whose writer stopped at its last quarter', async () => {
    for (const picture of pictures) {
      const slide = await opened(
        ...pyramid(picture, level => {
          const pixels = Uint8Array.from(level.pixels)
          // Tissue ends at 70 % of the height.
          return { ...level, pixels: pixels.fill(255, Math.floor(level.height * 0.5) * level.width * 3) }
        })
      )
      expect(slide.description.levels).toHaveLength(1)
    }
  })

  test('drops a square level that is turned by 90°', async () => {
    for (const picture of pictures) {
      const square = {
        width: 384,
        height: 384,
        pixels: moved(picture, (x, y) => [x + 40, y], 384, 384).pixels
      }
      const slide = await opened(
        ...pyramid(square, level => moved(level, (x, y) => [y, level.width - 1 - x]))
      )
      expect(slide.description.levels).toHaveLength(1)
      expect((await opened(...pyramid(square, level => level))).description.levels).toHaveLength(2)
    }
  })

  test.each<[string, (level: Picture) => Partial<TiffPage>]>([
    ['JPEG', () => ({ compression: 'jpeg' })],
    [
      'coarse JPEG',
      level => ({
        ...level,
        change: tile => sharp(tile).jpeg({ quality: 50 }).toBuffer(),
        compression: 'jpeg'
      })
    ],
    ['half a pixel aside, as OpenSlide has it', level => moved(level, (x, y) => [x + (y % 2), y])],
    ['a little darker', level => ({ pixels: Uint8Array.from(level.pixels, value => value * 0.95) })]
  ])('keeps a level in %s', async (_, change) => {
    for (const picture of pictures) {
      const [finest, level] = pyramid(picture, level => level)
      const slide = await opened(finest!, { ...level!, ...change(level! as Picture) })
      expect(slide.description.notes).toEqual([])
      expect(slide.description.levels).toHaveLength(2)
    }
  })

  test('keeps levels that show the slide, in whatever order they are stored', async () => {
    const { levels, notes } = (await opened(reduced, base)).description
    expect(levels.map(level => level.width)).toEqual([512, 256])
    expect(notes).toEqual([])
  })

  test('opens the largest image when a thumbnail comes first', async () => {
    const thumbnail = { width: 64, height: 48, pixels: field(64, 48) }
    const slide = await opened(thumbnail, { ...base, tile: undefined })
    expect(slide.description).toMatchObject({ width, height })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'shows orientation %i alike in tiles, strips and JPEG',
    async orientation => {
      const tiled = await opened({ ...base, orientation }, { ...reduced, orientation })
      const strips = await opened({ ...base, orientation, tile: undefined })
      const path = join(await temporaryFolder(), 'photo.png')
      await sharp(pixels, { raw: { width, height, channels: 3 } })
        .withMetadata({ orientation })
        .png()
        .toFile(path)
      const photo = await openSlide(path)
      const upright = await sharp(path).autoOrient().raw().toBuffer({ resolveWithObject: true })
      for (const slide of [tiled, strips, photo]) {
        expect(slide.description).toMatchObject({ width: upright.info.width, height: upright.info.height })
        expect(difference(await whole(slide, upright.info.width, upright.info.height), upright.data)).toBe(0)
      }
      expect(tiled.description.levels).toHaveLength(2)
    }
  )

  test('ignores a fourth sample without a meaning, and lays a transparent one on white', async () => {
    const four = (alpha: number) =>
      Uint8Array.from({ length: width * height * 4 }, (_, i) =>
        i % 4 === 3 ? alpha : pixels[Math.floor(i / 4) * 3 + (i % 4)]!
      )
    const plain = await opened({ ...base, samples: 4, pixels: four(120) })
    expect(difference(await whole(plain), pixels)).toBe(0)
    expect(plain.description.notes.join()).toContain('ignored')
    const clear = await opened({ ...base, samples: 4, pixels: four(0), extra: 2 })
    expect(Math.min(...(await whole(clear, 16, 12)))).toBe(255)
  })

  test('ignores an ICC profile alike in tiles, strips and PNG, and names it', async () => {
    const path = join(await temporaryFolder(), 'profile.png')
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .withIccProfile('p3', { attach: true })
      .png()
      .toFile(path)
    const { icc } = await sharp(path).metadata()
    const managed = await sharp(path).raw().toBuffer()
    const stored = await sharp(path, { ignoreIcc: true }).raw().toBuffer()
    const photo = await openSlide(path)
    expect(difference(await whole(photo), stored)).toBe(0)
    for (const tile of [128, undefined]) {
      const slide = await opened({ ...base, tile, icc: icc! })
      expect(difference(await whole(slide), pixels)).toBe(0)
      expect(slide.description.profile).toMatch(/P3/i)
      // In the viewer, on request: the pixels that libvips computes from the PNG with this profile.
      expect(difference(stored, managed)).toBeGreaterThan(1)
      const shown = await toSrgb(stored, width, height, slide.profile!)
      expect(difference(shown, managed)).toBeLessThan(0.1)
      const encoded = async (profile: boolean) =>
        (await viewerTile(slide, { level: 9, col: 0, row: 0, profile })).body
      expect(await encoded(true)).not.toEqual(await encoded(false))
    }
  })

  test.each([128, undefined])(
    'asks for a scale without unit or with oblong pixels (tiles of %s)',
    async tile => {
      const mpp = async (resolution: TiffPage['resolution']) =>
        (await opened({ ...base, tile, resolution })).description.mpp
      expect(await mpp({ x: 10_000, y: 10_000, unit: 1 })).toBeNull()
      expect(await mpp({ x: 10_000, y: 8000, unit: 3 })).toBeNull()
      expect(await mpp({ x: 300, y: 300, unit: 2 })).toBeNull()
      expect(await mpp({ x: 50_800, y: 50_800, unit: 2 })).toBe(0.5)
    }
  )

  test.each<[string, NonNullable<TiffPage['resolution']>]>([
    ['not square (1 µm across, 1.25 µm down)', { x: 10_000, y: 8000, unit: 3 }],
    ['no unit', { x: 10_000, y: 10_000, unit: 1 }],
    ['84.7 µm per pixel is a resolution for print', { x: 300, y: 300, unit: 2 }],
    ['0.01 µm per pixel is finer than any scan', { x: 1_000_000, y: 1_000_000, unit: 3 }]
  ])('says that the resolution is not used because of: %s', async (why, resolution) => {
    expect((await opened({ ...base, resolution })).description.notes.join()).toContain(why)
    expect((await opened({ ...base, resolution: undefined })).description.notes).toEqual([])
  })

  test('reads levels below the directory and the scale of OME-TIFF, and names other images', async () => {
    const description = `<?xml version="1.0"?><OME><Image ID="Image:0" Name="scan"><Pixels SizeX="512" SizeY="384" SizeZ="1" SizeC="3" PhysicalSizeX="500" PhysicalSizeXUnit="nm" PhysicalSizeY="0.5"/></Image><Image Name="macro image"><Pixels SizeX="64"/></Image></OME>`
    const macro = { width: 64, height: 20, pixels: field(64, 20) }
    const slide = await opened({ ...base, description, below: [reduced] }, macro)
    expect(slide.description).toMatchObject({ vendor: 'ome-tiff', mpp: 0.5 })
    expect(slide.description.levels.map(level => level.width)).toEqual([512, 256])
    expect(slide.description.notes.join(' ')).toContain('macro image')
  })

  test('refuses JPEG tiles whose markers contradict the directory', async () => {
    const marked = (marker: number[]) => (tile: Buffer) =>
      Buffer.concat([tile.subarray(0, 2), Buffer.from(marker), tile.subarray(2)])
    const jfif = marked([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
    const adobe = (transform: number) =>
      marked([0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform])
    const jpeg = { ...base, compression: 'jpeg' as const }
    for (const page of [
      { ...jpeg, photometric: 2, change: jfif },
      { ...jpeg, photometric: 2, change: adobe(1) },
      { ...jpeg, photometric: 6, change: adobe(0) }
    ])
      await expect(refused(page)).rejects.toMatchObject({
        code: 'slide/unsupported',
        message: expect.stringContaining('RGB')
      })
    // The first tile alone agrees: the others cannot be read, rather than shown in wrong colours.
    let tiles = 0
    const later = await opened({ ...jpeg, change: tile => adobe(tiles++ === 0 ? 1 : 0)(tile) })
    await expect(whole(later)).rejects.toMatchObject({ code: 'slide/corrupt' })
    for (const change of [jfif, adobe(1)])
      expect(difference(await whole(await opened({ ...jpeg, change })), pixels)).toBeLessThan(1.5)
  })

  test('names a compression that it does not read, and distinguishes it from damage', async () => {
    await expect(refused({ ...base, compression: 50_002 })).rejects.toMatchObject({
      code: 'slide/unsupported',
      message: expect.stringContaining('JPEG XL')
    })
    await expect(refused({ ...base, change: tile => tile.fill(7, 2) })).rejects.toMatchObject({
      code: 'slide/corrupt'
    })
    await expect(refused({ ...base, empty: true })).rejects.toMatchObject({ code: 'slide/incomplete' })
  })

  test('refuses a directory that points to itself or beyond the end', async () => {
    const path = await writeTiff(join(await temporaryFolder(), 'slide.tif'), [base])
    truncateSync(path, 2000)
    await expect(refusal(path)).rejects.toMatchObject({ code: 'slide/corrupt' })
    const loop = Buffer.alloc(64)
    loop.write('II*\0\x08\0\0\0', 'latin1')
    loop.writeUInt32LE(8, 10)
    writeFileSync(path, loop)
    await expect(refusal(path)).rejects.toMatchObject({ code: 'slide/corrupt' })
  })

  test('refuses grey in one channel and grey that is stored as RGB, but no blank glass', async () => {
    const grey = Uint8Array.from({ length: width * height }, (_, i) => pixels[i * 3 + 1]!)
    await expect(refused({ ...base, samples: 1, pixels: grey, photometric: 1 })).rejects.toMatchObject({
      code: 'slide/not-colour'
    })
    const three = Uint8Array.from({ length: pixels.length }, (_, i) => grey[Math.floor(i / 3)]!)
    await expect(refused({ ...base, pixels: three })).rejects.toMatchObject({ code: 'slide/not-colour' })
    await refused({ ...base, pixels: new Uint8Array(pixels.length).fill(243) })
  })
})

test('says that the folder of an MRXS slide is missing, and which file to open', async () => {
  const folder = await temporaryFolder()
  const index = join(folder, 'case.mrxs')
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toFile(index)
  await expect(refusal(index)).rejects.toMatchObject({
    code: 'slide/incomplete',
    message: expect.stringContaining(`its folder ${join(folder, 'case')} is missing`)
  })
  mkdirSync(join(folder, 'case'))
  writeFileSync(join(folder, 'case', 'Slidedat.ini'), '[GENERAL]')
  writeFileSync(join(folder, 'case', 'Data0001.dat'), 'data')
  await expect(refusal(join(folder, 'case', 'Data0001.dat'))).rejects.toMatchObject({
    code: 'slide/incomplete',
    message: expect.stringContaining(index)
  })
})
