import { type Field, knot, type Maps, nearestKnot } from '../maps.ts'
import { clamp, ramp } from '../noise.ts'
import type { Sheet } from '../sheet.ts'
import { type FatSheet, rankOf, toMiddleX, toMiddleY, wallOf } from './fat.ts'
import type { NestSheets } from './nests.ts'
import type { Strip } from './strip.ts'

/** Textures of the tissue without glands and nuclei. */
export interface Sheets {
  collagen: Sheet<Uint8Array>
  fat: FatSheet
  nests: NestSheets
  /** 65,536 random bytes around 128: unevenness of stain and scanner. */
  grain: Uint8Array
}

/** What may occur between four knots; anything else is skipped. */
const tissueBit = 1
const fatBit = 2
const tumourBit = 4
const edgeBit = 8
/** Only fat, so that no fibres need drawing. */
const onlyFatBit = 16

const fieldNames = [
  'section',
  'across',
  'along',
  'bentX',
  'bentY',
  'tone',
  'loose',
  'nest',
  'cords',
  'lumen',
  'lymph',
  'tumour'
] as const

/** Positions in sheets are integers in 1/4096 texel, which is faster than floating point. */
const fine = 12
const stepScale = (1 << fine) / knot

/**
 * Paints stroma, fat and the bodies of tumour nests: everything except glands and nuclei. It works
 * row by row and, within a row, from knot to knot. Every map is linear there, so that each pixel
 * costs one addition per map.
 */
export class TissuePainter {
  private readonly maps: Maps
  private readonly sheets: Sheets
  private readonly kinds: Uint8Array
  /** The maps along the current row, one value per knot. */
  private readonly row: Record<(typeof fieldNames)[number], Float32Array>
  /** The current run of pixels: stains, fibre, and position in the sheets along the fibres. */
  private readonly e = new Float32Array(knot)
  private readonly h = new Float32Array(knot)
  private readonly fibre = new Uint8Array(knot)
  private readonly place = new Int32Array(knot)

  constructor(maps: Maps, sheets: Sheets) {
    this.maps = maps
    this.sheets = sheets
    this.kinds = kindsOf(maps)
    this.row = Object.fromEntries(
      fieldNames.map(name => [name, new Float32Array(maps.cols)])
    ) as typeof this.row
  }

  paint(strip: Strip): void {
    const { frame, cols } = this.maps
    strip.haematoxylin.fill(0)
    strip.eosin.fill(0)
    const last = Math.min(strip.top + strip.rows, frame.height)
    for (let y = strip.top; y < last; y++) {
      const knotRow = Math.floor(y / knot)
      this.readRow(knotRow, (y - knotRow * knot) / knot)
      for (let col = 0; col * knot < frame.width; col++) {
        const kind = this.kinds[knotRow * cols + col]!
        if (kind !== 0) this.paintRun(strip, kind, col, y)
      }
    }
  }

  private readRow(knotRow: number, v: number): void {
    const { cols } = this.maps
    const start = knotRow * cols
    for (const name of fieldNames) {
      const field = this.maps[name]
      const line = this.row[name]
      for (let col = 0; col < cols; col++) {
        const above = field[start + col]!
        line[col] = above + (field[start + cols + col]! - above) * v
      }
    }
  }

  private paintRun(strip: Strip, kind: number, col: number, y: number): void {
    const grainStart = (Math.imul(y, 40503) >>> 3) + col * knot
    if ((kind & onlyFatBit) !== 0) this.paintFatOnly(col)
    else this.paintStroma(kind, col, grainStart)
    if ((kind & tumourBit) !== 0) this.paintNests(col, grainStart)
    if ((kind & edgeBit) !== 0) this.cutEdge(col)
    if ((kind & fatBit) !== 0) this.paintFatCells(col, y)
    const { e, h } = this
    const count = Math.min(knot, strip.width - col * knot)
    const out = (y - strip.top) * strip.width + col * knot
    for (let i = 0; i < count; i++) {
      strip.eosin[out + i] = e[i]!
      strip.haematoxylin[out + i] = h[i]!
    }
  }

  private paintStroma(kind: number, col: number, grainStart: number): void {
    const { row, e, h, fibre, place } = this
    const { collagen, grain } = this.sheets
    const { values: fibres, maskX, maskY, shift } = collagen
    const tone = row.tone[col]!
    const loose = row.loose[col]!
    const reactive = (kind & tumourBit) !== 0 ? ramp(row.tumour[col]!, -260, 120) : 0
    // Means and amplitudes of the stroma in units of the palette. `reactive` is the stroma's
    // response to a tumour.
    const eosinMean = (64 - 24 * loose - 3 * reactive) * tone
    const eosinSwing = (0.15 + 0.05 * loose + 0.06 * reactive) * tone
    const haematoxylinMean = 4 + 7 * loose + 28 * reactive + 12 * row.lymph[col]!
    const haematoxylinSwing = 0.03 + 0.09 * reactive
    // Fibre values below this threshold are clefts between the bundles.
    const cleft = 8 + 46 * loose + 14 * reactive + 40 * Math.max(0, tone - 1)
    let across = (row.across[col]! * (1 << fine)) | 0
    const acrossStep = ((row.across[col + 1]! - row.across[col]!) * stepScale) | 0
    let along = (row.along[col]! * (1 << fine)) | 0
    const alongStep = ((row.along[col + 1]! - row.along[col]!) * stepScale) | 0
    for (let i = 0; i < knot; i++) {
      const at = (((across >> fine) & maskY) << shift) | ((along >> fine) & maskX)
      const value = fibres[at]!
      const speck = grain[(grainStart + i) & 65535]! - 128
      const open = value < cleft ? Math.max(0.1, 1 - (cleft - value) / 16) : 1
      e[i] = Math.max(0, eosinMean + (value - 128) * eosinSwing + speck * 0.1) * open
      h[i] = Math.max(0, haematoxylinMean + (value - 128) * haematoxylinSwing + speck * 0.06) * open
      place[i] = at
      fibre[i] = value
      across += acrossStep
      along += alongStep
    }
  }

  /**
   * Paints the bodies of tumour cells, lumina within them, and the clefts that shrinkage leaves
   * around some nests.
   */
  private paintNests(col: number, grainStart: number): void {
    const { row, e, h, fibre, place } = this
    let nest = row.nest[col]!
    const nestStep = (row.nest[col + 1]! - nest) / knot
    if (nest > 262 && row.nest[col + 1]! > 262) return
    const { values: blobs, maskX, maskY, shift } = this.sheets.nests.blobs
    const cords = this.sheets.nests.cords.values
    const { grain } = this.sheets
    const tone = row.tone[col]!
    const mix = row.cords[col]!
    const lumen = row.lumen[col]!
    let bentX = (row.bentX[col]! * (1 << fine)) | 0
    const bentXStep = ((row.bentX[col + 1]! - row.bentX[col]!) * stepScale) | 0
    let bentY = (row.bentY[col]! * (1 << fine)) | 0
    const bentYStep = ((row.bentY[col + 1]! - row.bentY[col]!) * stepScale) | 0
    for (let i = 0; i < knot; i++) {
      const blob = blobs[(((bentY >> fine) & maskY) << shift) | ((bentX >> fine) & maskX)]!
      const value = blob + (cords[place[i]!]! - blob) * mix
      const depth = value - nest
      if (depth > -16) {
        const slit = depth < -2 && fibre[i]! < 86 ? Math.max(0.15, 1 - (86 - fibre[i]!) / 20) : 1
        const share = depth > 6 ? 1 : depth < -4 ? 0 : (depth + 4) / 10
        const open = value > lumen ? Math.max(0.06, 1 - (value - lumen) / 6) : 1
        const speck = grain[(grainStart + i * 3) & 65535]! - 128
        const swing = (fibre[i]! - 128) * 0.1
        e[i] = Math.max(0, e[i]! * slit * (1 - share) + (51 * tone + speck * 0.12 + swing) * share) * open
        h[i] = Math.max(0, h[i]! * slit * (1 - share) + (54 + speck * 0.16 + swing) * share) * open
      }
      nest += nestStep
      bentX += bentXStep
      bentY += bentYStep
    }
  }

  /** Frays the edge of the section along its fibres. */
  private cutEdge(col: number): void {
    const { row, e, h, fibre } = this
    const scale = 1 / this.maps.frame.mpp
    const start = row.section[col]! * scale
    const step = (row.section[col + 1]! * scale - start) / knot
    for (let i = 0; i < knot; i++) {
      const inside = clamp((start + step * i + (fibre[i]! - 128) * 0.085) / 3, 0, 1)
      e[i]! *= inside
      h[i]! *= inside
    }
  }

  /** Paints an area of fat cells only: membranes around clear drops. */
  private paintFatOnly(col: number): void {
    const { row, e, h } = this
    const { values: texels, maskX, maskY, shift } = this.sheets.fat
    const scale = 1 / this.maps.frame.mpp
    const eosin = membraneEosin * row.tone[col]!
    let bentX = (row.bentX[col]! * (1 << fine)) | 0
    const bentXStep = ((row.bentX[col + 1]! - row.bentX[col]!) * stepScale) | 0
    let bentY = (row.bentY[col]! * (1 << fine)) | 0
    const bentYStep = ((row.bentY[col + 1]! - row.bentY[col]!) * stepScale) | 0
    for (let i = 0; i < knot; i++, bentX += bentXStep, bentY += bentYStep) {
      const texel = texels[(((bentY >> fine) & maskY) << shift) | ((bentX >> fine) & maskX)]!
      const open = clamp((wallOf(texel) * 0.25 - membrane(rankOf(texel)) * scale) / 1.4, 0, 1)
      e[i] = eosin * (1 - open * 0.985)
      h[i] = membraneHaematoxylin * (1 - open)
    }
  }

  /** Paints fat cells in stroma, each whole or not at all: the map is read at the cell's middle. */
  private paintFatCells(col: number, y: number): void {
    const { row, e, h, maps } = this
    const { fat, section, frame } = maps
    const { values: texels, maskX, maskY, shift } = this.sheets.fat
    const scale = 1 / frame.mpp
    const tone = row.tone[col]!
    let bentX = (row.bentX[col]! * (1 << fine)) | 0
    const bentXStep = ((row.bentX[col + 1]! - row.bentX[col]!) * stepScale) | 0
    let bentY = (row.bentY[col]! * (1 << fine)) | 0
    const bentYStep = ((row.bentY[col + 1]! - row.bentY[col]!) * stepScale) | 0
    for (let i = 0; i < knot; i++, bentX += bentXStep, bentY += bentYStep) {
      const texel = texels[(((bentY >> fine) & maskY) << shift) | ((bentX >> fine) & maskX)]!
      const rank = rankOf(texel)
      const middle = nearestKnot(maps, col * knot + i + toMiddleX(texel), y + toMiddleY(texel))
      const share = fat[middle]!
      if (share * 256 <= rank) continue
      if (section[middle]! < 8) {
        e[i] = 0
        h[i] = 0
        continue
      }
      // Among other fat cells the wall is a membrane. Alone in stroma, the cell is smaller and
      // rounder.
      const thickness = membrane(rank) + (1 - share) * (2.4 + rank / 70)
      const open = clamp((wallOf(texel) * 0.25 - thickness * scale) / 1.4, 0, 1)
      if (share > 0.7) {
        e[i] = membraneEosin * tone
        h[i] = membraneHaematoxylin
      }
      e[i]! *= 1 - open * 0.985
      h[i]! *= 1 - open
    }
  }
}

const membraneEosin = 52
const membraneHaematoxylin = 11
/** Half the thickness of a fat cell's membrane, in µm. */
const membrane = (rank: number) => 0.45 + rank / 512

function kindsOf(maps: Maps): Uint8Array {
  const { cols, rows, section, tumour, fat } = maps
  const kinds = new Uint8Array(cols * rows)
  const largest = (field: Field, i: number) =>
    Math.max(field[i]!, field[i + 1]!, field[i + cols]!, field[i + cols + 1]!)
  const least = (field: Field, i: number) =>
    Math.min(field[i]!, field[i + 1]!, field[i + cols]!, field[i + cols + 1]!)
  // A fat cell is decided by the map at its middle, which is up to 60 µm away.
  const reach = Math.ceil(60 / maps.frame.mpp / knot)
  const fatNear = spread(maps, reach, i => fat[i]! > 0.004)
  const otherNear = spread(maps, reach, i => fat[i]! < 1 || section[i]! < 8)
  for (let row = 0; row + 1 < rows; row++) {
    for (let col = 0; col + 1 < cols; col++) {
      const i = row * cols + col
      if (largest(section, i) < -70) continue
      kinds[i] = tissueBit
      if (otherNear[i] === 0) {
        kinds[i]! |= onlyFatBit
        continue
      }
      if (fatNear[i] === 1) kinds[i]! |= fatBit
      if (largest(tumour, i) > -300) kinds[i]! |= tumourBit
      if (least(section, i) < 30) kinds[i]! |= edgeBit
    }
  }
  return kinds
}

/** Marks cells between knots that have a knot passing `test` within `reach` knots. */
function spread(maps: Maps, reach: number, test: (i: number) => boolean): Uint8Array {
  const { cols, rows } = maps
  const near = new Uint8Array(cols * rows)
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++)
      if (test(row * cols + col))
        for (let r = Math.max(0, row - reach - 1); r <= Math.min(rows - 1, row + reach); r++)
          near.fill(1, r * cols + Math.max(0, col - reach - 1), r * cols + Math.min(cols, col + reach + 1))
  return near
}
