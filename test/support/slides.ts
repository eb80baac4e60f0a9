import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

/** Pink noise, reproducible by seed, stained enough to count as tissue. */
export function stained(width: number, height: number, seed = 1): Buffer {
  const pixels = Buffer.alloc(width * height * 3)
  let state = seed
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    pixels[i] = [190, 110, 160][i % 3]! + ((state >>> 24) % 50) - 25
  }
  return pixels
}

/**
 * Writes a folder of patches in the published layout.
 * @param cols Patches per row; every third patch is of class 1.
 */
export async function writePatchFolder(folder: string, cols: number, rows: number): Promise<string> {
  const patient = join(folder, '10001')
  for (const truth of [0, 1]) mkdirSync(join(patient, String(truth)), { recursive: true })
  for (let i = 0; i < cols * rows; i++) {
    const truth = i % 3 === 0 ? 1 : 0
    const name = `10001_idx5_x${(i % cols) * 50 + 1}_y${Math.floor(i / cols) * 50 + 1}_class${truth}.png`
    await sharp(stained(50, 50, i + 1), { raw: { width: 50, height: 50, channels: 3 } })
      .png()
      .toFile(join(patient, String(truth), name))
  }
  return patient
}

/** Writes a tiled, pyramidal TIFF with the resolution in its tags. */
export const writeSlide = (file: string, width: number, height: number, mpp: number): Promise<string> =>
  writePixels(file, stained(width, height), width, height, mpp)

/** Like {@link writeSlide}, but of bare glass. */
export const writeGlass = (file: string, width: number, height: number, mpp: number): Promise<string> =>
  writePixels(file, Buffer.alloc(width * height * 3, 243), width, height, mpp)

async function writePixels(
  file: string,
  pixels: Buffer,
  width: number,
  height: number,
  mpp: number
): Promise<string> {
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .tiff({
      tile: true,
      tileWidth: 256,
      tileHeight: 256,
      pyramid: true,
      compression: 'jpeg',
      xres: 1000 / mpp,
      yres: 1000 / mpp
    })
    .toFile(file)
  return file
}

/** Overwrites some tiles of a TIFF's first image, so that they cannot be decoded. */
export function damageTiles(file: string, damaged: (tile: number) => boolean): string {
  const bytes = readFileSync(file)
  const little = bytes.toString('latin1', 0, 2) === 'II'
  const [u16, u32] = little
    ? [(at: number) => bytes.readUInt16LE(at), (at: number) => bytes.readUInt32LE(at)]
    : [(at: number) => bytes.readUInt16BE(at), (at: number) => bytes.readUInt32BE(at)]
  const directory = u32(4)
  /** Values of a tag of type LONG (4) or SHORT (3). */
  const values = (tag: number): number[] => {
    for (let i = 0; i < u16(directory); i++) {
      const at = directory + 2 + 12 * i
      if (u16(at) !== tag) continue
      const [size, count] = [u16(at + 2) === 3 ? 2 : 4, u32(at + 4)]
      const from = size * count <= 4 ? at + 8 : u32(at + 8)
      return Array.from({ length: count }, (_, n) => (size === 2 ? u16(from + 2 * n) : u32(from + 4 * n)))
    }
    throw new Error(`The TIFF has no tag ${tag}.`)
  }
  const lengths = values(325)
  for (const [tile, offset] of values(324).entries())
    if (damaged(tile)) bytes.fill(0xff, offset, offset + lengths[tile]!)
  writeFileSync(file, bytes)
  return file
}
