import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { JSONParser } from '@streamparser/json'
import { DuctalError } from '../../../contract/errors.ts'
import type { Annotation, FoundRegions, Meant } from '../../../contract/tasks/regions.ts'
import { brokenLink, openRegular, piecesOf } from '../../../files/regular.ts'
import { storable, Unstorable } from '../../../geometry/storing/storable.ts'
import { annotationsOf } from './annotation.ts'
import { Reach, refuseForeign } from './belongs.ts'
import { Unusable } from './geojson-geometry.ts'
import { JsonBounds } from './json-bounds.ts'
import { LenientJson } from './lenient-json.ts'

/** More regions than a reviewer would draw; reviews accept no more. */
const mostRegions = 50_000
/** Corners of all regions together: the host holds them several times, and the log for ever. */
const mostPoints = 2_000_000

/**
 * Reads every annotation of a GeoJSON file, compressed or not: a FeatureCollection, a list of
 * features, or one feature. Parses one feature at a time, to save memory.
 * @param read called with every number of bytes read, unpacked
 * @throws DuctalError import/…, path/…, call/cancelled; in each case nothing is imported
 */
export async function readRegions(
  path: string,
  slide: Meant,
  signal: AbortSignal,
  read: (bytes: number) => void = () => {}
): Promise<FoundRegions> {
  const file = basename(path)
  const found: FoundRegions = { regions: [], passedOver: 0 }
  const reach = new Reach(slide)
  let points = 0
  let number = 0
  await eachFeature(path, signal, read, {
    about: about => refuseForeign(about, slide, file),
    feature(feature) {
      number++
      const { regions, passedOver } = usable(file, () => annotationsOf(feature, `feature ${number}`))
      found.passedOver += passedOver
      for (const region of regions) {
        // Once a region is outside, nothing is imported.
        if (reach.add(region.feature, region.geometry))
          found.regions.push(usable(file, () => stored(region, slide)))
        points += pointsIn(region)
      }
      if (points > mostPoints)
        throw new DuctalError(
          'import/too-many',
          `Nothing was imported: the annotations of ${file} have more than ${mostPoints} points, the most an import can hold. Simplify their outlines, or export fewer at a time.`
        )
      if (found.regions.length > mostRegions)
        throw new DuctalError(
          'import/too-many',
          `Nothing was imported: ${file} has more than ${mostRegions} annotations, the most a review can hold. Export fewer annotations, or export tiles and cells as detections.`
        )
    }
  })
  reach.refuse(file)
  if (found.regions.length === 0)
    throw new DuctalError(
      'import/nothing',
      `${file} has no annotations${found.passedOver > 0 ? `: ${found.passedOver === 1 ? 'its only object is a tile, cell or detection, not a region' : `its ${found.passedOver} objects are tiles, cells or detections, not regions`}` : ''}.`
    )
  return found
}

const pointsIn = ({ geometry }: Annotation): number =>
  geometry.type === 'area'
    ? geometry.parts.flat().reduce((sum, ring) => sum + ring.length / 2, 0)
    : geometry.type === 'line'
      ? geometry.points.length / 2
      : 1

/** Returns a region with the shape that the library stores. */
function stored(region: Annotation, slide: Meant): Annotation {
  try {
    return { ...region, ...storable(region.kind, region.geometry, slide) }
  } catch (error) {
    if (!(error instanceof Unstorable)) throw error
    throw new Unusable(error.message, region.feature)
  }
}

function usable<T>(file: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    throw new DuctalError(
      'import/bad-region',
      `Nothing was imported: ${error.feature ?? 'a feature'} of ${file} ${error.message}.`
    )
  }
}

interface Take {
  about(about: unknown): void
  feature(feature: unknown): void
}

async function eachFeature(
  path: string,
  signal: AbortSignal,
  read: (bytes: number) => void,
  take: Take
): Promise<void> {
  const file = basename(path)
  let parser: JSONParser | undefined
  const single: Record<string, unknown> = {}
  const failures: unknown[] = []
  const lenient = new LenientJson()
  const { packed, size } = await isPacked(path)
  const bounds = new JsonBounds(file, size)
  const within: Take = {
    about: take.about,
    feature(feature) {
      bounds.feature()
      take.feature(feature)
    }
  }
  for await (const chunk of bytesOf(path, packed)) {
    signal.throwIfAborted()
    read(chunk.length)
    bounds.add(chunk)
    const text = lenient.clean(chunk)
    if (text.length === 0) continue
    parser ??= parserFor(text, within, single, failures)
    parse(parser, text, file, failures)
  }
  if (!parser) throw new DuctalError('import/not-geojson', `${file} is empty: nothing was imported.`)
  if (!parser.isEnded || lenient.rest().length > 0)
    throw new DuctalError('import/not-geojson', `Nothing was imported: ${file} is incomplete.`)
  if (single.type === 'Feature') take.feature(single)
  else if (single.type !== undefined && single.type !== 'FeatureCollection')
    throw new DuctalError(
      'import/not-geojson',
      `Nothing was imported: ${file} is GeoJSON of type ${String(single.type)}, but annotations must be features.`
    )
}

/** Extracts the needed members of the top object, and the features one by one. */
function parserFor(
  chunk: Buffer,
  take: Take,
  single: Record<string, unknown>,
  failures: unknown[]
): JSONParser {
  const isList = /^\s*\[/.test(chunk.toString('latin1', 0, 200))
  const paths = isList
    ? ['$.*']
    : ['$.features.*', '$.ductal', '$.type', '$.geometry', '$.properties', '$.id']
  const parser = new JSONParser({ paths, keepStack: false })
  parser.onValue = ({ value, key, stack }) => {
    if (failures.length > 0) return
    try {
      if (isList || stack.length > 1) take.feature(value)
      else if (key === 'ductal') take.about(value)
      else single[String(key)] = value
    } catch (error) {
      failures.push(error)
    }
  }
  return parser
}

function parse(parser: JSONParser, chunk: Buffer, file: string, failures: unknown[]): void {
  try {
    parser.write(chunk)
  } catch (error) {
    if (failures.length === 0) {
      const reason = (error as Error).message.split('\n')[0]!.replace(/\.$/, '')
      throw new DuctalError(
        'import/not-geojson',
        `Nothing was imported: ${file} is not valid JSON (${reason}).`,
        { cause: error }
      )
    }
  }
  if (failures.length > 0) throw failures[0]
}

async function* bytesOf(path: string, packed: boolean): AsyncGenerator<Buffer> {
  if (!packed) {
    yield* piecesOf(path)
    return
  }
  const file = Readable.from(piecesOf(path), { objectMode: false })
  const unpacked = createGunzip()
  // Source errors propagate through the pipeline to the consumer.
  pipeline(file, unpacked, () => {})
  try {
    yield* unpacked as AsyncIterable<Buffer>
  } catch (error) {
    if (!/^Z_/.test(String((error as { code?: unknown }).code))) throw error
    throw new DuctalError(
      'import/not-geojson',
      `Nothing was imported: the compressed file ${basename(path)} is damaged.`,
      { cause: error }
    )
  }
}

/**
 * Detects compression by the first bytes, because file names are unreliable.
 * @throws DuctalError path/missing, path/unreadable, path/irregular
 */
async function isPacked(path: string): Promise<{ packed: boolean; size: number }> {
  const there = await stat(path).catch(() => undefined)
  if (!there)
    throw (
      (await brokenLink(path)) ?? new DuctalError('path/missing', `${path} does not exist. Check the path.`)
    )
  if (there.isDirectory())
    throw new DuctalError(
      'import/not-geojson',
      `${path} is not a file. Choose a .geojson or .geojson.gz file.`
    )
  try {
    const file = await openRegular(path)
    try {
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
      return { packed: buffer[0] === 0x1f && buffer[1] === 0x8b, size: there.size }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof DuctalError) throw error
    throw new DuctalError('path/unreadable', `Cannot read ${path}. Check its permissions.`, {
      cause: error
    })
  }
}
