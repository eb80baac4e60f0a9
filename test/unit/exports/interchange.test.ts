import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { exportRun, extensionOf } from '../../../electron/host/exports/export.ts'
import type { Source } from '../../../results/source.ts'
import { temporaryFolder } from '../../support/library.ts'
import { destination } from '../../support/saving.ts'
import { broken, grid, predictions, run, source } from './source.ts'

async function written(format: string, overrides: Partial<Source> = {}) {
  const extension = extensionOf(format)
  const path = join(temporaryFolder(), extension === null ? 'result' : `result.${extension}`)
  const to = await destination(path, extension)
  const { bytes } = await exportRun({ ...source(overrides), format, to })
  return { path, bytes }
}

test('geojson.gz contains the same as geojson', async () => {
  const [packed, plain] = [await written('geojson.gz'), await written('geojson')]
  const features = (json: string) => JSON.parse(json).features
  expect(features(gunzipSync(readFileSync(packed.path)).toString())).toEqual(
    features(readFileSync(plain.path, 'utf8'))
  )
  expect(packed.bytes).toBeLessThan(plain.bytes)
})

test('geojson.gz: leaves no file when reading fails midway', async () => {
  const path = join(temporaryFolder(), 'result.geojson.gz')
  const to = await destination(path, 'geojson.gz')
  function* interrupted() {
    yield* predictions
    throw new Error('the library is gone')
  }
  await expect(
    exportRun({ ...source({ predictions: interrupted() }), format: 'geojson.gz', to })
  ).rejects.toThrow('the library is gone')
  expect(readdirSync(join(path, '..'))).toEqual([])
})

describe('wsinfer', () => {
  test('is a WSInfer results folder: a table, a GeoJSON and one metadata file', async () => {
    const { path, bytes } = await written('wsinfer')
    const files = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
    expect(files.reduce((sum, file) => sum + readFileSync(file).length, 0)).toBe(bytes)
    const names = files.map(file => file.slice(path.length + 1)).sort()
    expect(names).toEqual([
      'model-outputs-csv/Mamma, „links“.csv',
      'model-outputs-geojson/Mamma, „links“.geojson',
      expect.stringMatching(/^run_metadata_\d{4}-\d\d-\d\dT[\d-]+Z\.json$/)
    ])
    const read = (name: string) => readFileSync(join(path, name), 'utf8')
    const lines = read(names[0]!).trimEnd().split('\n')
    expect(lines[0]).toBe('minx,miny,width,height,prob_no IDC,prob_IDC')
    expect(lines).toHaveLength(predictions.length + 1)
    const { features } = JSON.parse(read(names[1]!))
    expect(features).toHaveLength(predictions.length)
    expect(features[3].properties).toEqual({
      isLocked: true,
      objectType: 'tile',
      measurements: {
        'prob_no IDC': 1 - predictions[3]!.probability,
        prob_IDC: predictions[3]!.probability
      }
    })
    expect(JSON.parse(read(names[2]!))).toMatchObject({
      model: {
        config: { spec_version: '1.0', num_classes: 2, patch_size_pixels: 50, spacing_um_px: 4 }
      },
      ductal: { run: { id: 12 }, missing: null }
    })
  })

  test('an incomplete run keeps the layout and is noted in the metadata file', async () => {
    const { path } = await written('wsinfer', broken())
    const table = readFileSync(join(path, 'model-outputs-csv', 'Mamma, „links“.csv'), 'utf8')
    expect(table).toMatch(/^minx,miny,width,height,prob_no IDC,prob_IDC\n/)
    const metadata = readdirSync(path).find(name => name.startsWith('run_metadata'))!
    expect(JSON.parse(readFileSync(join(path, metadata), 'utf8')).ductal.missing).toMatch(/interrupted/)
  })

  test('refuses a folder that is not empty and leaves it unchanged', async () => {
    const path = temporaryFolder()
    writeFileSync(join(path, 'mine'), 'mine')
    await expect(destination(path, null)).rejects.toMatchObject({
      code: 'export/unwritable',
      message: expect.stringContaining('not empty')
    })
    expect(readdirSync(path)).toEqual(['mine'])
  })
})

describe('tiff', () => {
  test('one pixel per patch holds its probability, or NaN without one', async () => {
    const { path } = await written('tiff')
    const { data, info } = await sharp(path, { limitInputPixels: false })
      .toColourspace('b-w')
      .raw({ depth: 'float' })
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, info.channels]).toEqual([grid.cols, grid.rows, 1])
    const pixels = new Float32Array(data.buffer, data.byteOffset, grid.cols * grid.rows)
    for (const { row, col, probability } of predictions)
      expect(pixels[row * grid.cols + col]).toBe(probability)
    expect(pixels[2 * grid.cols + 3]).toBeNaN()
  })

  test('its pixels match the patches in level-0 pixels and in µm', async () => {
    const { path } = await written('tiff')
    const { doubles, rationals, texts } = tagsOf(readFileSync(path))
    const { originX, originY, stride } = grid
    expect(doubles.get(34264)).toEqual([
      ...[stride, 0, 0, originX],
      ...[0, stride, 0, originY],
      ...[0, 0, 0, 0],
      ...[0, 0, 0, 1]
    ])
    const [pixels, cm] = rationals.get(282)!
    expect(10_000 / (pixels! / cm!)).toBeCloseTo(stride * run().mpp, 3)
    expect(texts.get(42113)).toBe('nan')
    expect(JSON.parse(texts.get(270)!)).toMatchObject({
      format: 'ductal-run',
      slide: { name: 'Mamma, „links“.svs' }
    })
  })

  test('with overlapping patches, a pixel covers one stride around the centre of its patch', async () => {
    const overlapping = run({ grid: { ...grid, stride: grid.patch / 2 } })
    const { doubles } = tagsOf(readFileSync((await written('tiff', { run: overlapping })).path))
    expect(doubles.get(34264)![3]).toBeCloseTo(grid.originX + grid.patch / 4)
  })

  test('writes a grid of several tiles, one of them without patches', async () => {
    const wide = run({ grid: { ...grid, cols: 600, rows: 300 } })
    const places = [
      { row: 0, col: 0, probability: 0.25 },
      { row: 0, col: 599, probability: 0.5 },
      { row: 299, col: 300, probability: 0.75 }
    ].map(place => ({ ...place, network: null, flag: null }))
    const { path } = await written('tiff', { run: wide, predictions: places })
    const { data } = await sharp(path, { limitInputPixels: false })
      .toColourspace('b-w')
      .raw({ depth: 'float' })
      .toBuffer({ resolveWithObject: true })
    const pixels = new Float32Array(data.buffer, data.byteOffset, 600 * 300)
    for (const { row, col, probability } of places) expect(pixels[row * 600 + col]).toBe(probability)
    expect(pixels.filter(value => !Number.isNaN(value))).toHaveLength(3)
  })
})

/** Numbers and texts in the first directory of a TIFF, by tag (TIFF 6.0). */
function tagsOf(file: Buffer) {
  const doubles = new Map<number, number[]>()
  const rationals = new Map<number, number[]>()
  const texts = new Map<number, string>()
  const start = file.readUInt32LE(4)
  for (let entry = 0; entry < file.readUInt16LE(start); entry++) {
    const at = start + 2 + entry * 12
    const [tag, type, count] = [file.readUInt16LE(at), file.readUInt16LE(at + 2), file.readUInt32LE(at + 4)]
    const beyond = file.readUInt32LE(at + 8)
    if (type === 12)
      doubles.set(
        tag,
        Array.from({ length: count }, (_, i) => file.readDoubleLE(beyond + i * 8))
      )
    if (type === 5) rationals.set(tag, [file.readUInt32LE(beyond), file.readUInt32LE(beyond + 4)])
    if (type === 2) {
      const from = count <= 4 ? at + 8 : beyond
      texts.set(tag, file.toString('latin1', from, from + count - 1))
    }
  }
  return { doubles, rationals, texts }
}
