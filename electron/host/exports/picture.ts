import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import type { Tile } from '../../../contract/runs/run.ts'
import { colorTable } from '../../../results/colors.ts'
import { provenance } from '../../../results/provenance.ts'
import type { Source } from '../../../results/source.ts'
import type { FileFormat } from './format.ts'

/** Length of the signature and IHDR, which begin every PNG. */
const headLength = 33

/** Adds a text to a PNG, as an uncompressed UTF-8 iTXt chunk (PNG specification, 11.3.3.4). */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array {
  // After the keyword: terminator, no compression, its method, no language, no translated keyword.
  const body = Buffer.concat([Buffer.from(`iTXt${keyword}`, 'latin1'), Buffer.alloc(5), Buffer.from(text)])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length - 4)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([png.subarray(0, headLength), length, body, sum, png.subarray(headLength)])
}

/** Longest edge of the image in pixels, unless the grid itself is longer. */
const longestEdge = 2048
/** Maximum size of a cell in pixels. */
const largestCell = 16
const failed = [128, 128, 128] as const

/**
 * Renders the heatmap as PNG: one cell per patch, scaled by an integer; transparent where nothing
 * was analysed, grey in failed tiles. Its provenance is stored as JSON in a text chunk named
 * Description.
 */
async function pictureOf(source: Source): Promise<Uint8Array> {
  const { cols, rows } = source.run.grid
  const scale = Math.max(1, Math.min(largestCell, Math.floor(longestEdge / Math.max(cols, rows))))
  const picture = await sharp(rasterOf(source), {
    raw: { width: cols, height: rows, channels: 4 },
    limitInputPixels: false
  })
    .resize(cols * scale, rows * scale, { kernel: 'nearest' })
    .png({ compressionLevel: 6 })
    .toBuffer()
  return withText(picture, 'Description', JSON.stringify(provenance(source)))
}

function rasterOf({ run, tiles, predictions }: Source): Uint8Array {
  const { cols, rows } = run.grid
  const pixels = new Uint8Array(cols * rows * 4)
  const colors = colorTable()
  for (const tile of tiles) if (tile.state === 'failed') paintFailed(pixels, cols, tile)
  for (const { row, col, probability } of predictions) {
    const step = Math.round(probability * 255) * 3
    paint(pixels, row * cols + col, colors[step]!, colors[step + 1]!, colors[step + 2]!)
  }
  return pixels
}

function paintFailed(pixels: Uint8Array, cols: number, tile: Tile): void {
  for (let row = tile.row; row < tile.row + tile.rows; row++)
    for (let col = tile.col; col < tile.col + tile.cols; col++) paint(pixels, row * cols + col, ...failed)
}

function paint(pixels: Uint8Array, cell: number, red: number, green: number, blue: number): void {
  pixels[cell * 4] = red
  pixels[cell * 4 + 1] = green
  pixels[cell * 4 + 2] = blue
  pixels[cell * 4 + 3] = 255
}

export const png: FileFormat = {
  name: 'png',
  label: 'PNG: heatmap image',
  pieces: async source => [await pictureOf(source)]
}
