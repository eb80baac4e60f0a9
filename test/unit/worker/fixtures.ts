import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { openslide } from '../../../electron/worker/slides/readers/binding.ts'

const shared = resolve(
  process.env.DUCTAL_SHARED_DATA ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data')
)

/** Path of real data that is not part of the project. */
export const sharedData = (...names: string[]) => join(shared, ...names)

/** Whether the real data is present. */
export const hasShared = existsSync(shared)
export const hasOpenslide = !('reason' in openslide())
if (!hasShared) console.warn(`skipping the tests with real slides: there is no ${shared}`)
if (!hasOpenslide) console.warn('skipping the tests with slide formats: there is no OpenSlide here')

/** A folder that is deleted after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ductal-worker-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export type Colour = { r: number; g: number; b: number }
export const eosin: Colour = { r: 230, g: 140, b: 180 }
export const glass: Colour = { r: 243, g: 243, b: 243 }

export const plain = (width: number, height: number, background: Colour) =>
  sharp({ create: { width, height, channels: 3, background } })

export interface PatchOptions {
  patient?: string
  x: number
  y: number
  label?: 0 | 1
  width?: number
  height?: number
  colour?: Colour
}

/** Writes a patch in the published layout and returns its path. */
export async function writePatch(folder: string, options: PatchOptions): Promise<string> {
  const { patient = '900', x, y, label = 0, width = 50, height = 50, colour = eosin } = options
  await mkdir(join(folder, `${label}`), { recursive: true })
  const path = join(folder, `${label}`, `${patient}_idx5_x${x}_y${y}_class${label}.png`)
  await plain(width, height, colour).png().toFile(path)
  return path
}

/**
 * Writes a pyramidal TIFF with a scanner's resolution and a colour gradient that makes positions
 * distinguishable.
 */
export async function writeSlide(
  path: string,
  width: number,
  height: number,
  mpp: number | undefined
): Promise<Uint8Array> {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.set([80 + (x % 160), 60 + (y % 180), 120 + ((x + y) % 120)], (y * width + x) * 3)
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .tiff({
      tile: true,
      pyramid: true,
      tileWidth: 128,
      tileHeight: 128,
      compression: 'deflate',
      ...(mpp ? { xres: 1000 / mpp, yres: 1000 / mpp } : {})
    })
    .toFile(path)
  return pixels
}
