import type { Bounds } from '../../../../contract/review/region.ts'
import { clippedLine, clippedRing, type Size } from '../../../../geometry/storing/clip.ts'
import { classesOf } from '../../../../results/source.ts'
import { outlineOf, thinned } from '../outlines.ts'
import type { ReportedRegion, ReportRecord } from '../record.ts'
import type { Figure, Shape } from '../tree.ts'
import { number } from '../words.ts'

type Box = Figure['box']

/** Longest edge of the overview image, then of a region's image, in pixels: 200 dpi on paper. */
const overviewEdge = 1600
const regionEdge = 720

/** Width to height of a region's image. */
const aspect = 4 / 3

/**
 * Width of the close-up in µm. For comparison, a 20× objective with a field number of 22 shows 1.1
 * mm.
 */
const fieldUm = 600

/** Minimum width of the wide image in µm, so that a small region is shown with its surroundings. */
const leastUm = 2000

/** Returns the whole slide with all regions, with or without the heatmap. */
export function overviewFigure(record: ReportRecord, heat: boolean): Figure {
  const { width, height } = record.slide
  const scale = Math.min(1, overviewEdge / Math.max(width, height))
  const box = { x: 0, y: 0, width, height }
  const outlined = record.regions.map(region => ({ region, shape: shapeOf(region, box) }))
  const numbered = withoutCollisions(outlined, width / 40)
  const left = record.regions.length - numbered
  const numbers =
    record.regions.length === 0
      ? ''
      : left === 0
        ? ' Numbers are region numbers.'
        : ` Numbers are region numbers; ${left} of ${record.regions.length} are omitted where they would overlap.`
  return {
    id: heat ? 'overview-heatmap' : 'overview',
    box,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    heat: heat
      ? {
          className: classesOf(record.model)[1],
          threshold: record.review.threshold,
          flagged: record.flagged.reduce((sum, { patches }) => sum + patches, 0)
        }
      : null,
    key: [...new Map(record.regions.map(region => [region.class.name, region.class.color]))].map(
      ([text, color]) => ({ text, color })
    ),
    shapes: outlined.map(({ shape }) => shape),
    scaleBar: scaleBarOf(box, record.slide.mpp),
    caption: `${heat ? 'The slide with the heatmap' : 'The slide'}${record.regions.length > 0 ? ' and the outlines of all regions.' : '.'}${numbers}`,
    alternative: `Overview of ${record.slide.name}${heat ? ' with the heatmap over it' : ''}, ${record.regions.length === 1 ? '1 region' : `${record.regions.length} regions`} outlined`
  }
}

/**
 * Returns the whole region with its surroundings, then a close-up of its most probable patch. By
 * convention, 10× is 1 µm per pixel.
 */
export function regionFigures(record: ReportRecord, region: ReportedRegion): Figure[] {
  const { mpp } = record.slide
  const bounds = onSlide(region.bounds, record.slide)
  const whole = around(bounds, leastUm / mpp)
  const field = fieldAt(record, { ...region, bounds }, fieldUm / mpp)
  const name = `Region ${region.number}`
  const size = (box: Box) =>
    `${number((box.width * mpp) / 1000)} mm across, about ${Math.round((10 * regionEdge) / (box.width * mpp))}×`
  return [
    figure(`region-${region.number}-whole`, whole, `${name}: ${size(whole)}.`),
    figure(
      `region-${region.number}-field`,
      field,
      region.peak
        ? `Most probable patch (square, ${region.peak.probability.toFixed(3)}): ${size(field)}.`
        : `Centre: ${size(field)}.`
    )
  ]

  function figure(id: string, box: Box, caption: string): Figure {
    const shapes: Shape[] = [{ ...shapeOf(region, box), label: null }].filter(({ lines }) => lines.length > 0)
    if (id.endsWith('field') && region.peak) shapes.push(patchShape(record, region.peak))
    return {
      id,
      box,
      width: regionEdge,
      height: Math.round(regionEdge / aspect),
      heat: null,
      key: [],
      shapes,
      scaleBar: scaleBarOf(box, mpp),
      caption,
      alternative: `${name}, ${region.class.name}: ${caption}`
    }
  }
}

/**
 * Returns the part of bounds on the slide, because earlier versions stored regions that extend
 * beyond it.
 */
function onSlide({ minX, minY, maxX, maxY }: Bounds, { width, height }: Size): Bounds {
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most)
  return {
    minX: within(minX, width),
    minY: within(minY, height),
    maxX: within(maxX, width),
    maxY: within(maxY, height)
  }
}

/**
 * Returns a box in the images' aspect ratio around bounds, with a margin of a sixth on each side.
 */
function around({ minX, minY, maxX, maxY }: Bounds, least: number): Box {
  const width = Math.max((maxX - minX) * 1.33, (maxY - minY) * 1.33 * aspect, least)
  return centred((minX + maxX) / 2, (minY + maxY) / 2, width)
}

function fieldAt({ run }: ReportRecord, { peak, bounds, geometry }: ReportedRegion, width: number): Box {
  const { originX, originY, stride, patch } = run.grid
  if (peak)
    return centred(originX + peak.col * stride + patch / 2, originY + peak.row * stride + patch / 2, width)
  if (geometry.type === 'point') return centred(geometry.x, geometry.y, width)
  if (geometry.type === 'line') return centred(...middleOf(geometry.points, bounds), width)
  return centred((bounds.minX + bounds.maxX) / 2, (bounds.minY + bounds.maxY) / 2, width)
}

/** Returns the midpoint of the line's middle segment, within bounds. */
function middleOf(points: number[], { minX, minY, maxX, maxY }: Bounds): [x: number, y: number] {
  const at = 2 * (Math.floor(points.length / 4) - 1)
  const [x, y] = [(points[at]! + points[at + 2]!) / 2, (points[at + 1]! + points[at + 3]!) / 2]
  return [Math.min(Math.max(x, minX), maxX), Math.min(Math.max(y, minY), maxY)]
}

const centred = (x: number, y: number, width: number): Box => ({
  x: x - width / 2,
  y: y - width / aspect / 2,
  width,
  height: width / aspect
})

function patchShape({ run }: ReportRecord, { row, col }: { row: number; col: number }): Shape {
  const { originX, originY, stride, patch } = run.grid
  const [left, top] = [originX + col * stride, originY + row * stride]
  return {
    lines: [[left, top, left + patch, top, left + patch, top + patch, left, top + patch]],
    closed: true,
    color: '#1a1a1a',
    label: null
  }
}

/**
 * Returns the outline in and around a box, at the overview's resolution: merges points closer than
 * a third of a pixel.
 */
function shapeOf(region: ReportedRegion, box: Box): Shape {
  const { lines, closed } = linesNear(box, region.geometry)
  const least = box.width / overviewEdge / 3
  const { minX, minY, maxX } = region.bounds
  return {
    lines: lines.map(line => thinned(line, least)),
    closed,
    color: region.class.color,
    label: { text: String(region.number), x: (minX + maxX) / 2, y: minY }
  }
}

/** Returns the lines of a geometry, cut a little outside a box. */
function linesNear(box: Box, geometry: ReportedRegion['geometry']): { lines: number[][]; closed: boolean } {
  const { lines, closed } = outlineOf(geometry)
  const [left, top] = [box.x - box.width / 8, box.y - box.height / 8]
  const size = { width: box.width * 1.25, height: box.height * 1.25 }
  const shifted = (line: number[], by: number) =>
    line.map((value, index) => value + by * (index % 2 === 0 ? left : top))
  const cut = closed ? clippedRing : clippedLine
  const kept = lines.map(line => shifted(cut(shifted(line, -1), size), 1))
  return { lines: kept.filter(line => line.length > 0), closed }
}

/**
 * Drops numbers that would overlap another; larger regions take precedence. Returns how many
 * remain.
 */
function withoutCollisions(outlined: { region: ReportedRegion; shape: Shape }[], gap: number): number {
  const taken = new Set<string>()
  const size = ({ region: { bounds } }: (typeof outlined)[number]) =>
    (bounds.maxX - bounds.minX) * (bounds.maxY - bounds.minY)
  let kept = 0
  for (const { shape } of outlined.toSorted((a, b) => size(b) - size(a))) {
    const [col, row] = [Math.floor(shape.label!.x / gap), Math.floor(shape.label!.y / gap)]
    const near = [-1, 0, 1].flatMap(down => [-1, 0, 1].map(across => `${col + across} ${row + down}`))
    if (near.some(place => taken.has(place))) shape.label = null
    else {
      taken.add(`${col} ${row}`)
      kept++
    }
  }
  return kept
}

/** Returns the longest bar of 1, 2 or 5 × 10ⁿ µm that is at most a quarter of the image wide. */
function scaleBarOf(box: Box, mpp: number): Figure['scaleBar'] {
  const limit = (box.width * mpp) / 4
  const power = 10 ** Math.floor(Math.log10(limit))
  const um = ([5, 2, 1].find(step => step * power <= limit * (1 + 1e-9)) ?? 1) * power
  return { pixels: um / mpp, label: um >= 1000 ? `${um / 1000} mm` : `${um} µm` }
}
