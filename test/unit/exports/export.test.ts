import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ExportRequest, exportRun, extensionOf } from '../../../electron/host/exports/export.ts'
import { formats } from '../../../electron/host/exports/formats.ts'
import type { Source } from '../../../results/source.ts'
import { temporaryFolder } from '../../support/library.ts'
import { destination } from '../../support/saving.ts'
import { broken, flagged, grid, judged, predictions, run, source, tile, withoutTissue } from './source.ts'

const exportTo = async (request: Omit<ExportRequest, 'to'>, path: string) =>
  exportRun({ ...request, to: await destination(path, extensionOf(request.format)) })

/** Exports a run and returns the bytes; also checks that the folder holds nothing else. */
async function exported(format: string, overrides: Partial<Source> = {}) {
  const folder = temporaryFolder()
  const path = join(folder, `run.${format}`)
  const answer = await exportTo({ ...source(overrides), format }, path)
  const bytes = readFileSync(path)
  expect(answer).toEqual({ path, bytes: bytes.length, download: null })
  expect(readdirSync(folder)).toEqual([`run.${format}`])
  return bytes
}

const text = async (format: string, overrides: Partial<Source> = {}) =>
  (await exported(format, overrides)).toString('utf8')

const corner = (row: number, col: number) => [
  grid.originX + col * grid.stride,
  grid.originY + row * grid.stride
]

const plain = (list: typeof predictions) =>
  list.map(({ row, col, probability }) => ({ row, col, probability }))

describe('json', () => {
  test('records the full provenance of the numbers, and every number exactly', async () => {
    const document = JSON.parse(await text('json'))
    expect(document).toMatchObject({
      format: 'ductal-run',
      formatVersion: 1,
      missing: null,
      software: { name: 'Ductal', version: '0.1.0' },
      slide: { fingerprint: `sha256:${'a'.repeat(64)}`, mpp: 0.2495, mppSource: 'file', synthetic: false },
      model: { name: 'cnn', version: '1.0.0', sha256: 'b'.repeat(64), classes: ['no IDC', 'IDC'] },
      run: { id: 12, engine: 'cpu', device: 'WebAssembly, 2 threads', parameters: run().parameters },
      grid: { unit: 'level-0 pixel', ...grid },
      failedTiles: []
    })
    expect(document.notice).toMatch(/^Research use only/)
    expect(document.predictions).toEqual(plain(predictions))
  })

  test('describes the slide calibration and includes the original prediction of each patch', async () => {
    const document = JSON.parse(await text('json', judged()))
    expect(document.run).toMatchObject({ calibration: { kind: 'field' }, wholeSlide: { taken: 'one hump' } })
    expect(document.predictions).toEqual(judged().predictions.map(({ flag: _, ...prediction }) => prediction))
  })

  test('lists how many patches have quality flags, and which', async () => {
    const document = JSON.parse(await text('json', flagged()))
    expect(document.run.quality).toMatchObject({ byFlag: { blur: 1 } })
    expect(document.predictions[3]).toEqual({ ...plain(predictions)[3], flag: 'blur' })
    expect(document.predictions.filter((prediction: object) => 'flag' in prediction)).toHaveLength(1)
  })

  test('matches the published schema', async () => {
    const file = join(import.meta.dirname, '..', '..', '..', 'docs', 'schemas', 'run.schema.json')
    const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')))
    for (const overrides of [{}, broken(), judged(), flagged(), { predictions: [] }])
      expect(schema.safeParse(JSON.parse(await text('json', overrides))).error).toBeUndefined()
    const wrong = { ...JSON.parse(await text('json')), predictions: [{ row: 0, col: 0, probability: 2 }] }
    expect(schema.safeParse(wrong).success).toBe(false)
  })

  test('states what an incomplete run lacks', async () => {
    const document = JSON.parse(await text('json', broken()))
    expect(document.missing).toBe(
      'the analysis is interrupted, 1 of 3 tiles were not analysed, 1 of 3 tiles failed'
    )
    expect(document.failedTiles).toEqual([
      { index: 1, col: 2, row: 0, cols: 2, rows: 5, failure: 'The file ends too early.' }
    ])
    expect(document.predictions).toHaveLength(10)
  })

  test('a finished run without tissue has no predictions, and says why', async () => {
    const document = JSON.parse(await text('json', withoutTissue()))
    expect(document.predictions).toEqual([])
    expect(document.run).toMatchObject({ outcome: 'noTissue', planned: 0, patches: 0 })
    expect(document.missing).toBe('nothing was analysed, because no tissue was found')
  })
})

describe('csv', () => {
  test('has the layout of WSInfer, and corners at exactly origin + stride', async () => {
    const [header, ...lines] = (await text('csv')).trimEnd().split('\n')
    expect(header).toBe('minx,miny,width,height,prob_no IDC,prob_IDC')
    expect(lines).toHaveLength(predictions.length)
    for (const [index, { row, col, probability }] of predictions.entries())
      expect(lines[index]!.split(',').map(Number)).toEqual([
        ...corner(row, col),
        grid.patch,
        grid.patch,
        1 - probability,
        probability
      ])
  })

  test('adds a column with the original prediction when the slide was calibrated', async () => {
    const [header, ...lines] = (await text('csv', judged())).trimEnd().split('\n')
    expect(header).toBe('minx,miny,width,height,prob_no IDC,prob_IDC,network_IDC')
    for (const [index, { probability, network }] of judged().predictions.entries())
      expect(lines[index]!.split(',').slice(5).map(Number)).toEqual([probability, network])
  })

  test('quotes class names when necessary', async () => {
    const model = { ...source().model, classes: ['none', 'IDC, "NST"'] }
    expect((await text('csv', { model })).split('\n')[0]).toBe(
      'minx,miny,width,height,prob_none,"prob_IDC, ""NST"""'
    )
  })

  test('states in every line what an incomplete run lacks', async () => {
    const [header, ...lines] = (await text('csv', broken())).trimEnd().split('\n')
    expect(header).toMatch(/,missing$/)
    expect(lines.every(line => line.endsWith('1 of 3 tiles failed"'))).toBe(true)
  })

  test('has one line without a patch if nothing was analysed', async () => {
    const lines = (await text('csv', withoutTissue())).trimEnd().split('\n')
    expect(lines).toEqual([
      'minx,miny,width,height,prob_no IDC,prob_IDC,missing',
      ',,,,,,"nothing was analysed, because no tissue was found"'
    ])
  })
})

describe('geojson', () => {
  const collection = async (overrides: Partial<Source> = {}) =>
    JSON.parse(await text('geojson', overrides)) as {
      type: string
      ductal: { missing: string | null }
      features: {
        type: string
        id: string
        geometry: { type: string; coordinates: [number, number][][] }
        properties: Record<string, unknown>
      }[]
    }

  test('every patch is a locked tile with measurements and a class', async () => {
    const { type, features, ductal } = await collection()
    expect(type).toBe('FeatureCollection')
    expect(ductal.missing).toBeNull()
    expect(features).toHaveLength(predictions.length)
    for (const [index, { probability }] of predictions.entries())
      expect(features[index]).toMatchObject({
        type: 'Feature',
        properties: {
          objectType: 'tile',
          isLocked: true,
          classification: { name: probability >= 0.5 ? 'IDC' : 'no IDC', color: expect.any(Array) },
          measurements: { 'prob_no IDC': 1 - probability, prob_IDC: probability }
        }
      })
  })

  test('rings are simple closed squares at the patch, counterclockwise as in RFC 7946', async () => {
    const { features } = await collection()
    for (const [index, { row, col }] of predictions.entries()) {
      const { geometry } = features[index]!
      expect(geometry.type).toBe('Polygon')
      expect(geometry.coordinates).toHaveLength(1)
      const ring = geometry.coordinates[0]!
      const [left, top] = corner(row, col) as [number, number]
      const [right, bottom] = [left + grid.patch, top + grid.patch]
      expect(ring).toEqual([
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
        [left, top]
      ])
      expect(signedArea(ring)).toBeCloseTo(grid.patch ** 2, 3)
    }
  })

  test('ids are UUIDs, one per patch, and stable across exports', async () => {
    const ids = (await collection()).features.map(({ id }) => id)
    expect(new Set(ids).size).toBe(predictions.length)
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
    expect((await collection()).features.map(({ id }) => id)).toEqual(ids)
    expect((await collection({ run: run({ id: 13 }) })).features[0]!.id).not.toBe(ids[0])
  })

  test('states what an incomplete run lacks', async () => {
    expect((await collection(broken())).ductal.missing).toMatch(/interrupted/)
  })
})

describe('png', () => {
  test('has one square of whole pixels per patch, opaque where a patch was analysed', async () => {
    const { data, info } = await sharp(await exported('png'))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const scale = info.width / grid.cols
    expect([scale, info.height / grid.rows, info.channels]).toEqual([16, 16, 4])
    const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4).subarray(0, 4)]
    const cells = predictions.map(({ row, col }) => [
      pixel(col * scale, row * scale),
      pixel((col + 1) * scale - 1, (row + 1) * scale - 1)
    ])
    for (const [first, last] of cells) {
      expect(first).toEqual(last)
      expect(first![3]).toBe(255)
    }
    expect(pixel(3 * scale, 2 * scale)[3]).toBe(0)
    expect(cells[0]![0]).toEqual([0x44, 0x01, 0x54, 255])
    const lightness = cells.map(([first]) => 0.2126 * first![0]! + 0.7152 * first![1]! + 0.0722 * first![2]!)
    expect(lightness).toEqual([...lightness].sort((a, b) => a - b))
  })

  test('carries its provenance, even with many failed tiles and non-ASCII letters', async () => {
    const tiles = Array.from({ length: 3000 }, (_, index) =>
      tile({ index, state: 'failed', failure: 'Größe ✗' })
    )
    const { comments } = await sharp(await exported('png', { tiles })).metadata()
    expect(comments).toHaveLength(1)
    expect(comments![0]!.keyword).toBe('Description')
    expect(JSON.parse(comments![0]!.text)).toMatchObject({
      slide: { name: 'Mamma, „links“.svs' },
      missing: '3000 of 3000 tiles failed'
    })
  })

  test('failed tiles are grey', async () => {
    const { data, info } = await sharp(await exported('png', broken()))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const at = 2 * (info.width / grid.cols) * 4
    expect([...data.subarray(at, at + 4)]).toEqual([128, 128, 128, 255])
  })
})

const names = formats.map(({ name }) => name)
/** The formats that write one file. */
const files = formats.filter(format => !('files' in format)).map(({ name }) => name)

describe('failed exports', () => {
  test.each(names)('%s: refuses a run without any result', async format => {
    const folder = temporaryFolder()
    const request = { ...source({ run: run({ status: 'cancelled', patches: 0 }), predictions: [] }), format }
    const failure = await exportTo(request, join(folder, `x.${format}`)).catch(error => error)
    expect(failure).toMatchObject({ code: 'run/not-finished', message: expect.stringContaining('cancelled') })
    expect(readdirSync(folder)).toEqual([])
  })

  test.each(files)('%s: refuses a path that is a folder or is in a missing folder', async format => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, `taken.${format}`))
    for (const name of [`taken.${format}`, join('absent', `run.${format}`), `${'n'.repeat(300)}.${format}`]) {
      const failure = await exportTo({ ...source(), format }, join(folder, name)).catch(error => error)
      expect(failure).toMatchObject({ code: 'export/unwritable' })
      expect(failure.message).toMatch(/^[^\n]+\.$/)
    }
    expect(readdirSync(folder)).toEqual([`taken.${format}`])
  })

  test('refuses a path below a file', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const path = join(folder, 'file', 'run.csv')
    await expect(exportTo({ ...source(), format: 'csv' }, path)).rejects.toMatchObject({
      code: 'export/unwritable'
    })
  })

  test('keeps the previous file when writing fails midway', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'run.csv')
    writeFileSync(path, 'before')
    function* interrupted() {
      yield* predictions
      throw new Error('the library is gone')
    }
    await expect(
      exportTo({ ...source({ predictions: interrupted() }), format: 'csv' }, path)
    ).rejects.toThrow('the library is gone')
    expect(readdirSync(folder)).toEqual(['run.csv'])
    expect(readFileSync(path, 'utf8')).toBe('before')
  })

  test('replaces a previous file', async () => {
    const path = join(temporaryFolder(), 'run.csv')
    writeFileSync(path, 'before')
    await exportTo({ ...source(), format: 'csv' }, path)
    expect(readFileSync(path, 'utf8')).toMatch(/^minx/)
  })
})

/** Signed area by the shoelace formula: positive for counterclockwise rings where y points up. */
const signedArea = (ring: [number, number][]) =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i]![0] * y - x * ring[i]![1], 0) / 2
