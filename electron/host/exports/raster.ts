import { deflateSync } from 'node:zlib'
import type { Grid } from '../../../contract/runs/run.ts'
import { provenance } from '../../../results/provenance.ts'
import type { Source } from '../../../results/source.ts'
import type { FileFormat } from './format.ts'
import { type Entry, tiffOf } from './tiff.ts'

/** Edge of a tile in pixels; TIFF requires a multiple of 16. */
const edge = 256

/**
 * Renders the heatmap as a georeferenced TIFF: one pixel per patch, holding the probability as a
 * 32-bit float or NaN; tiled and compressed. Coordinates are level-0 pixels of the slide with y
 * downwards, expressed by a ModelTransformation.
 */
function rasterOf(source: Source): Uint8Array {
  const { run } = source
  const tiles = tilesOf(source)
  const description = Buffer.from(`${escaped(JSON.stringify(provenance(source)))}\0`, 'latin1')
  const across = Math.ceil(run.grid.cols / edge)
  const down = Math.ceil(run.grid.rows / edge)
  const ordered = Array.from({ length: across * down }, (_, index) => tiles[index] ?? emptyTile())
  return tiffOf(entriesOf(run.grid, run.mpp, description), ordered)
}

/** Escapes non-ASCII characters as in JSON, because TIFF 6.0 texts are 7-bit. */
const escaped = (json: string) =>
  json.replace(/[\u007f-\uffff]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

let empty: Buffer | undefined
function emptyTile(): Buffer {
  empty ??= deflateSync(blank())
  return empty
}
const blank = () => new Float32Array(edge * edge).fill(Number.NaN)

/** Fills tiles in the order of the predictions, one row of tiles at a time. */
function tilesOf({ run, predictions }: Source): Buffer[] {
  const across = Math.ceil(run.grid.cols / edge)
  const done: Buffer[] = []
  let band = new Map<number, Float32Array>()
  let bandRow = 0
  const close = () => {
    for (const [col, pixels] of band) done[bandRow * across + col] = deflateSync(littleEndian(pixels))
    band = new Map()
  }
  for (const { row, col, probability } of predictions) {
    const tileRow = Math.floor(row / edge)
    if (tileRow !== bandRow) close()
    bandRow = tileRow
    const tileCol = Math.floor(col / edge)
    const pixels = band.get(tileCol) ?? blank()
    band.set(tileCol, pixels)
    pixels[(row % edge) * edge + (col % edge)] = probability
  }
  close()
  return done
}

function littleEndian(pixels: Float32Array): Buffer {
  const bytes = Buffer.alloc(pixels.length * 4)
  for (let i = 0; i < pixels.length; i++) bytes.writeFloatLE(pixels[i]!, i * 4)
  return bytes
}

function entriesOf(grid: Grid, mpp: number, description: Buffer): Entry[] {
  const { cols, rows, stride, patch, originX, originY } = grid
  // A cell is stride × stride around its patch's centre, as on screen, so that cells tile the slide
  // even when patches overlap.
  const [left, top] = [originX + (patch - stride) / 2, originY + (patch - stride) / 2]
  const perCm = [Math.round((10_000 / (stride * mpp)) * 1e6), 1e6]
  return [
    { tag: 256, type: 'long', values: [cols] },
    { tag: 257, type: 'long', values: [rows] },
    { tag: 258, type: 'short', values: [32] },
    // Deflate; black is zero.
    { tag: 259, type: 'short', values: [8] },
    { tag: 262, type: 'short', values: [1] },
    { tag: 270, type: 'ascii', values: description },
    { tag: 277, type: 'short', values: [1] },
    { tag: 282, type: 'rational', values: perCm },
    { tag: 283, type: 'rational', values: perCm },
    { tag: 296, type: 'short', values: [3] },
    { tag: 322, type: 'short', values: [edge] },
    { tag: 323, type: 'short', values: [edge] },
    // Floating point.
    { tag: 339, type: 'short', values: [3] },
    // ModelTransformation (GeoTIFF 1.1, 7.2.3), row by row: slide = matrix × (col, row, 0, 1).
    {
      tag: 34264,
      type: 'double',
      values: [stride, 0, 0, left, 0, stride, 0, top, 0, 0, 0, 0, 0, 0, 0, 1]
    },
    // Not a place on earth: user-defined model type, and a pixel is an area.
    { tag: 34735, type: 'short', values: [1, 1, 0, 2, 1024, 0, 1, 32767, 1025, 0, 1, 1] },
    // GDAL's value for no data.
    { tag: 42113, type: 'ascii', values: Buffer.from('nan\0', 'latin1') }
  ]
}

export const tiff: FileFormat = {
  name: 'tiff',
  label: 'TIFF: probabilities as a raster in slide pixels, for QGIS, GDAL and others',
  pieces: source => [rasterOf(source)]
}
