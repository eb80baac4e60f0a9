/**
 * Measures the time per viewer tile for each encoding, in the worker and up to the pixels in
 * Chromium. Also measures openslide-python's DeepZoom in the same run:
 *    node bench/tiles.ts [SLIDE, default a slide of ../shared/data]
 * Prints one JSON document and asserts nothing. Uses every whole tile of the finest two levels; the
 * first pass warms the caches.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { viewerLevels, viewerTileSize } from '../contract/transport/urls.ts'
import { openSlide } from '../electron/worker/slides/open.ts'
import { openslideCache } from '../electron/worker/slides/openslide-library.ts'
import type { OpenSlide } from '../electron/worker/slides/slide.ts'
import { viewerPixels, viewerTile } from '../electron/worker/slides/viewer.ts'
import { provideOpenslide } from '../scripts/provide/openslide.ts'
import { run } from '../scripts/provide/program.ts'
import { launchChromium } from './browser.ts'

const root = join(import.meta.dirname, '..')
const passes = 2

interface Place {
  level: number
  col: number
  row: number
}

interface Timing {
  median: number
  p95: number
  /** Average bytes per tile. */
  bytes: number
}

type Encode = (slide: OpenSlide, place: Place) => Promise<Uint8Array>

const encodings: Record<string, Encode> = {
  jpeg: async (slide, place) => (await viewerTile(slide, place)).body,
  jpeg420: async (slide, place) => encoded(slide, place, raw => raw.jpeg({ quality: 85 })),
  rgba: async (slide, place) => rgba((await viewerPixels(slide, place))?.pixels ?? new Uint8Array())
}

async function encoded(slide: OpenSlide, place: Place, as: (raw: Sharp) => Sharp) {
  const tile = await viewerPixels(slide, place)
  if (!tile) return new Uint8Array()
  const { pixels, width, height } = tile
  return as(sharp(pixels, { raw: { width, height, channels: 3 } })).toBuffer()
}

function rgba(rgb: Uint8Array): Uint8Array {
  const result = new Uint8Array((rgb.length / 3) * 4)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    result[to] = rgb[from]!
    result[to + 1] = rgb[from + 1]!
    result[to + 2] = rgb[from + 2]!
    result[to + 3] = 255
  }
  return result
}

/** Positions of the whole tiles of the finest two levels. */
function placesOf({ width, height }: { width: number; height: number }): Place[] {
  const places: Place[] = []
  for (const back of [0, 1])
    for (let row = 0; (row + 1) * viewerTileSize <= height / 2 ** back; row++)
      for (let col = 0; (col + 1) * viewerTileSize <= width / 2 ** back; col++)
        places.push({ level: viewerLevels(width, height) - back, col, row })
  return places
}

function summary(times: number[], bytes: number): Timing {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2))
  return { median: at(0.5), p95: at(0.95), bytes: Math.round(bytes / times.length) }
}

async function inWorker(slide: OpenSlide, places: Place[], encode: Encode): Promise<Timing> {
  const times: number[] = []
  let bytes = 0
  for (let pass = 0; pass <= passes; pass++)
    for (const place of places) {
      const began = performance.now()
      const body = await encode(slide, place)
      if (pass === 0) continue
      times.push(performance.now() - began)
      bytes += body.length
    }
  return summary(times, bytes)
}

/** Runs in the page: fetches and draws each tile, and waits for its pixels. */
async function drawAll({ names, size, passes }: { names: string[]; size: number; passes: number }) {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const times: number[] = []
  for (let pass = 0; pass <= passes; pass++)
    for (const name of names) {
      const began = performance.now()
      const answer = await fetch(name)
      if (name.startsWith('/rgba')) {
        const pixels = new Uint8ClampedArray(await answer.arrayBuffer())
        context?.putImageData(new ImageData(pixels, size), 0, 0)
      } else context?.drawImage(await createImageBitmap(await answer.blob()), 0, 0)
      context?.getImageData(0, 0, 1, 1)
      if (pass > 0) times.push(performance.now() - began)
    }
  return times
}

async function inChromium(slide: OpenSlide, places: Place[]): Promise<Record<string, Timing> | null> {
  const browser = await launchChromium()
  if (!browser) return null
  const server = createServer(async (request, response) => {
    const [, name = '', number] = (request.url ?? '').split('/')
    const place = places[Number(number)]
    const encode = encodings[name]
    if (!encode || !place) return response.end('<!doctype html>')
    response.setHeader('cache-control', 'no-store')
    response.end(await encode(slide, place))
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const result: Record<string, Timing> = {}
    for (const name of Object.keys(encodings)) {
      const names = places.map((_, number) => `/${name}/${number}`)
      result[name] = summary(await page.evaluate(drawAll, { names, size: viewerTileSize, passes }), 0)
    }
    return result
  } finally {
    await browser.close()
    server.close()
  }
}

const deepZoom = `
import io, json, sys, time
from openslide import OpenSlide
from openslide.deepzoom import DeepZoomGenerator
path, size, passes, places = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
zoom = DeepZoomGenerator(OpenSlide(path), tile_size=size, overlap=0)
times, count = [], 0
for turn in range(passes + 1):
    for place in places:
        began = time.perf_counter()
        out = io.BytesIO()
        zoom.get_tile(place['level'], (place['col'], place['row'])).save(out, 'jpeg', quality=90, subsampling=0)
        if turn:
            times.append((time.perf_counter() - began) * 1000)
            count += out.tell()
print(json.dumps({'times': times, 'bytes': count}))
`

/**
 * Measures openslide-python, which has its own environment in the cache. Returns null, after one
 * line on stderr, if it cannot be installed or run.
 */
async function inPython(path: string, places: Place[]): Promise<Timing | null> {
  const folder = join(dirname(openslideCache()), 'bench-python')
  const python = join(folder, 'bin', 'python')
  const isReady = async () =>
    (await run(python, ['-c', 'import openslide'], { limitMs: 60_000 })).status === 0
  if (!(await isReady())) {
    await run('python3', ['-m', 'venv', folder], { limitMs: 60_000 })
    const install = ['-m', 'pip', 'install', '-q', 'openslide-python', 'openslide-bin']
    const { output } = await run(python, install, { limitMs: 180_000 })
    if (!(await isReady())) {
      console.error(`no openslide-python to compare with: ${output.trim().split('\n').at(-1)}`)
      return null
    }
  }
  const args = ['-c', deepZoom, path, `${viewerTileSize}`, `${passes}`, JSON.stringify(places)]
  const { status, output } = await run(python, args, { limitMs: 300_000 })
  if (status !== 0) console.error(output)
  if (status !== 0) return null
  const { times, bytes } = JSON.parse(output) as { times: number[]; bytes: number }
  return summary(times, bytes)
}

/**
 * Milliseconds per tile, one tile at a time. `worker` covers reading and encoding, `chromium` the
 * time from the request to the pixels.
 */
export async function tiles(
  path = resolve(root, '..', 'shared', 'data', 'wsi', 'CMU-1-Small-Region.svs')
): Promise<{
  slide: string
  tiles: number
  worker: Record<string, Timing>
  chromium: Record<string, Timing> | null
  deepZoom: Timing | null
}> {
  const library = await provideOpenslide()
  if (library) process.env.DUCTAL_OPENSLIDE = library
  const slide = await openSlide(path)
  const places = placesOf(slide.description)
  const worker: Record<string, Timing> = {}
  for (const [name, encode] of Object.entries(encodings)) worker[name] = await inWorker(slide, places, encode)
  const inBrowser = await inChromium(slide, places)
  const python = await inPython(path, places)
  slide.close()
  return { slide: path, tiles: places.length, worker, chromium: inBrowser, deepZoom: python }
}

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(await tiles(process.argv[2]), null, 1))
