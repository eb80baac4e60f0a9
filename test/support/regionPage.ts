/** A page for browser-regions.spec.ts: only the viewer, with one slide and many regions. */
import type { Region } from '../../contract/review/region.ts'
import { RegionLayer } from '../../renderer/viewer/regions/region-layer.ts'
import { createStage } from '../../renderer/viewer/stage/create-stage.ts'
import type { Viewpoint } from '../../renderer/viewer/stage/stage.ts'
import { size } from './stageSlide.ts'

const element = document.createElement('div')
element.style.cssText = 'position:absolute;inset:0'
document.body.append(element)
const stage = createStage(element, {
  drawer: 'canvas',
  calm: true,
  tool: () => undefined,
  hideLayers: () => false,
  lens: () => false,
  profile: () => false
})
let failures = 0
const layer = new RegionLayer(stage.refresh, () => failures++)
stage.add(layer, 'regions')

const styleOf = () => ({ color: '#c80000', dash: [], text: '' })
let regions = new Map<string, Region>()

/** A quadrilateral without a right angle, in level-0 pixels. */
function regionAt(id: string, x: number, y: number, edge: number): Region {
  const ring = [x, y, x + edge, y + edge * 0.2, x + edge * 0.9, y + edge, x - edge * 0.1, y + edge * 0.8]
  return {
    id,
    runId: 1,
    kind: 'polygon',
    geometry: { type: 'area', parts: [[ring]] },
    bounds: { minX: x - edge * 0.1, minY: y, maxX: x + edge, maxY: y + edge },
    classId: 1,
    name: '',
    note: '',
    locked: false,
    origin: 'drawn',
    createdAt: '',
    updatedAt: ''
  }
}

/** Regions across the whole slide, some at its very edge. */
function fill(cols: number, rows: number): Map<string, Region> {
  const [right, down] = [size.width / cols, size.height / rows]
  return new Map(
    Array.from({ length: cols * rows }, (_, index) => {
      const id = String(index)
      return [id, regionAt(id, ((index % cols) + 0.1) * right, Math.floor(index / cols) * down, right * 0.6)]
    })
  )
}

function show(next: Map<string, Region>, selected: string[] = []): void {
  regions = next
  layer.show({
    regions,
    selected: selected.flatMap(id => regions.get(id) ?? []),
    handle: undefined,
    editable: false,
    styleOf
  })
  stage.refresh()
}

/**
 * Draws the halos and lines of regions on a plain canvas without layers, corner by corner at the
 * stage's coordinates.
 */
function reference(ids: readonly string[]): ImageData {
  const { width, height } = overlay()
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  const paths = ids.map(id => {
    const path = new Path2D()
    const { geometry } = regions.get(id) as Region
    const [ring = []] = geometry.type === 'area' ? (geometry.parts[0] ?? []) : []
    for (let corner = 0; corner < ring.length; corner += 2) {
      const at = stage.toWindow({ x: ring[corner] as number, y: ring[corner + 1] as number })
      if (at) path.lineTo(at.clientX, at.clientY)
    }
    path.closePath()
    return path
  })
  context.lineJoin = 'round'
  for (const [color, line] of [
    ['#ffffff', 3.5],
    ['#c80000', 2]
  ] as const)
    for (const path of paths) {
      context.strokeStyle = color
      context.lineWidth = line
      context.stroke(path)
    }
  return context.getImageData(0, 0, width, height)
}

const overlay = () => stage.viewer.canvas.querySelector('canvas.slide-overlay') as HTMLCanvasElement

function painted(): ImageData {
  const { width, height } = overlay()
  const copy = Object.assign(document.createElement('canvas'), { width, height })
  const context = copy.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(overlay(), 0, 0)
  return context.getImageData(0, 0, width, height)
}

export interface Compared {
  /** Number of pixels that visibly differ from the expected image. */
  difference: number
  /** Largest distance of a line from its expected position in screen pixels; at most 4. */
  away: number
  /** Number of line pixels expected. */
  line: number
}

/** @param least Minimum excess of red over green; stretched bitmaps are slightly paler. */
const isLine = ({ data }: ImageData, pixel: number, least: number) =>
  (data[pixel * 4 + 3] as number) > 100 &&
  (data[pixel * 4] as number) - (data[pixel * 4 + 1] as number) > least

function awayAt(image: ImageData, x: number, y: number): number {
  let nearest = 4
  for (let down = -3; down <= 3; down++)
    for (let right = -3; right <= 3; right++) {
      const [there, below] = [x + right, y + down]
      const far = Math.hypot(right, down)
      if (far >= nearest || there < 0 || below < 0 || there >= image.width || below >= image.height) continue
      if (isLine(image, below * image.width + there, 60)) nearest = far
    }
  return nearest
}

function differenceOf(found: ImageData, wanted: ImageData): number {
  const value = ({ data }: ImageData, pixel: number, channel: number) =>
    channel === 3
      ? (data[pixel * 4 + 3] as number)
      : ((data[pixel * 4 + channel] as number) * (data[pixel * 4 + 3] as number)) / 255
  const [these, those] = [new Uint32Array(found.data.buffer), new Uint32Array(wanted.data.buffer)]
  let different = 0
  for (let pixel = 0; pixel < those.length; pixel++)
    // Most pixels are equal and are skipped here.
    for (let channel = these[pixel] === those[pixel] ? 4 : 0; channel < 4; channel++)
      if (Math.abs(value(found, pixel, channel) - value(wanted, pixel, channel)) > 40) {
        different++
        break
      }
  return different
}

/**
 * Compares the overlay with the expected drawing. Given a subset of regions, only `away` and `line`
 * are meaningful, because the overlay shows the other regions too.
 */
function compare(ids: readonly string[] = [...regions.keys()]): Compared {
  const [found, wanted] = [painted(), reference(ids)]
  const result = { difference: differenceOf(found, wanted), away: 0, line: 0 }
  for (let pixel = 0; pixel < wanted.width * wanted.height; pixel++)
    if (isLine(wanted, pixel, 150)) {
      result.line++
      if (!isLine(found, pixel, 60))
        result.away = Math.max(
          result.away,
          awayAt(found, pixel % wanted.width, Math.floor(pixel / wanted.width))
        )
    }
  return result
}

const frame = () => new Promise(resolve => requestAnimationFrame(() => resolve(undefined)))

const page = {
  fill: (cols: number, rows: number) => show(fill(cols, rows)),
  look: (next: Viewpoint) => stage.setView(next),
  compare,
  difference: () => differenceOf(painted(), reference([...regions.keys()])),
  failures: () => failures,
  /** Compares the next frame, before a bitmap can have been painted for the new view. */
  async lookNow(next: Viewpoint) {
    stage.setView(next)
    await frame()
    return compare()
  },
  /** Moves one region, removes one and adds one, then compares the next frame. */
  async change() {
    const next = new Map(regions)
    const [moved, gone] = [...next.keys()] as [string, string]
    next.set(moved, regionAt(moved, size.width * 0.31, size.height * 0.42, size.width / 40))
    next.delete(gone)
    next.set('more', regionAt('more', size.width * 0.61, size.height * 0.55, size.width / 25))
    show(next)
    await frame()
    return compare()
  },
  /** Selects one region, drags it in steps, and compares the next frame after each step. */
  async drag(id: string) {
    const all: Compared[] = []
    for (let step = 0; step < 5; step++) {
      const x = size.width * (0.4 + step * 0.021)
      show(new Map(regions).set(id, regionAt(id, x, size.height * 0.4, size.width / 30)), [id])
      await frame()
      all.push(compare([id]))
    }
    return all
  }
}

declare global {
  interface Window {
    regionPage: typeof page
    regionsOpened: Promise<void>
  }
}
window.regionPage = page
window.regionsOpened = new Promise(resolve => stage.viewer.addOnceHandler('open', () => resolve()))
stage.open({ ...size, id: 1, name: 'slide' } as Parameters<typeof stage.open>[0])
