/**
 * Writes the report of a slide with many regions in its own process; prints the peak memory in MB
 * and the bytes written.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Cut } from '../../../electron/worker/reports/pictures.ts'
import { peakMegabytes } from '../../support/memory.ts'
import { destination } from '../../support/saving.ts'
import { demoReport, writeReport } from './report.ts'

const [format, count, path] = process.argv.slice(2)

/**
 * Noise at a quarter of the resolution, about as many bytes as an image of tissue; drawn once per
 * size.
 */
const pictures = new Map<string, Promise<Uint8Array>>()
const cut: Cut = (_, width, height) => {
  const size = `${width} ${height}`
  const drawn = pictures.get(size) ?? noise(width, height)
  pictures.set(size, drawn)
  return drawn
}

function noise(width: number, height: number): Promise<Uint8Array> {
  const [across, down] = [Math.ceil(width / 4), Math.ceil(height / 4)]
  return sharp(randomBytes(across * down * 3), { raw: { width: across, height: down, channels: 3 } })
    .resize(width, height)
    .jpeg({ quality: 90 })
    .toBuffer()
}

const { bytes } = await writeReport(
  {
    source: demoReport({ count: Number(count), slide: { width: 100_000, height: 80_000, mpp: 0.25 } }),
    pictures: { most: null },
    cut,
    fonts: join(import.meta.dirname, '..', '..', '..', 'fonts')
  },
  String(format),
  await destination(path!, format!)
)
console.log(JSON.stringify({ megabytes: peakMegabytes(), bytes }))
