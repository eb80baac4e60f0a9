import { type FatSheet, fatHeight } from './fat.ts'
import { type Field, knot, type Maps } from './maps.ts'
import type { NestSheets } from './nests.ts'
import { ramp } from './noise.ts'
import { sheetEdge, sheetMask, sheetShift } from './sheet.ts'
import type { Strip } from './strip.ts'

/** The textures that the ground of the tissue is made of. */
export interface Sheets {
  collagen: Uint8Array
  fat: FatSheet
  nests: NestSheets
  /** 65,536 random bytes around 128: unevenness of stain and scanner. */
  grain: Uint8Array
}

/** What may lie between four knots; the common cases skip what is not there. */
export const kindBits = { glass: 0, tissue: 1, fat: 2, tumour: 4 } as const

export function kindsOf(maps: Maps): Uint8Array {
  const { cols, rows, section, fat, nest, tumour } = maps
  const kinds = new Uint8Array(cols * rows)
  for (let row = 0; row + 1 < rows; row++) {
    for (let col = 0; col + 1 < cols; col++) {
      const i = row * cols + col
      const any = (field: Field, test: (value: number) => boolean) =>
        test(field[i]!) || test(field[i + 1]!) || test(field[i + cols]!) || test(field[i + cols + 1]!)
      // A fat cell belongs to its middle, which lies up to 60 µm away.
      if (!any(section, value => value > -70)) continue
      let kind: number = kindBits.tissue
      if (fatNear(maps, fat, row, col)) kind |= kindBits.fat
      if (any(nest, value => value < 258) || any(tumour, value => value > -300)) kind |= kindBits.tumour
      kinds[i] = kind
    }
  }
  return kinds
}

function fatNear(maps: Maps, fat: Field, row: number, col: number): boolean {
  const reach = Math.ceil(75 / maps.frame.mpp / knot)
  for (let r = Math.max(0, row - reach); r <= Math.min(maps.rows - 1, row + reach); r++)
    for (let c = Math.max(0, col - reach); c <= Math.min(maps.cols - 1, col + reach); c++)
      if (fat[r * maps.cols + c]! > 0.004) return true
  return false
}

/** Paints stroma, fat and the bodies of tumour nests over a strip: everything but glands and nuclei. */
export function paintTissue(strip: Strip, maps: Maps, sheets: Sheets, kinds: Uint8Array): void {
  strip.haematoxylin.fill(0)
  strip.eosin.fill(0)
  const lastRow = Math.min(strip.top + strip.rows, maps.frame.height)
  for (let y = strip.top; y < lastRow; y++) {
    const knotRow = Math.floor(y / knot)
    const v = (y - knotRow * knot) / knot
    for (let col = 0; col * knot < maps.frame.width; col++) {
      const i = knotRow * maps.cols + col
      if (kinds[i] !== 0) paintRun(strip, maps, sheets, kinds[i]!, y, col, i, v)
    }
  }
}

/** One row of pixels between two knots. All fields are linear there: a start and a step each. */
function paintRun(
  strip: Strip,
  maps: Maps,
  sheets: Sheets,
  kind: number,
  y: number,
  col: number,
  i: number,
  v: number
): void {
  const { cols, frame } = maps
  const scale = 1 / frame.mpp
  const left = (field: Field) => field[i]! + (field[i + cols]! - field[i]!) * v
  const step = (field: Field, start: number) =>
    (field[i + 1]! + (field[i + cols + 1]! - field[i + 1]!) * v - start) / knot
  let section = left(maps.section)
  const sectionStep = step(maps.section, section)
  let across = left(maps.across)
  const acrossStep = step(maps.across, across)
  let along = left(maps.along)
  const alongStep = step(maps.along, along)
  let bentX = left(maps.bentX)
  const bentXStep = step(maps.bentX, bentX)
  let bentY = left(maps.bentY)
  const bentYStep = step(maps.bentY, bentY)
  let nest = left(maps.nest)
  const nestStep = step(maps.nest, nest)
  const tone = left(maps.tone)
  const loose = left(maps.loose)
  const cords = left(maps.cords)
  const lumen = left(maps.lumen)
  const lymph = left(maps.lymph)
  const desmoplasia = (kind & kindBits.tumour) !== 0 ? ramp(left(maps.tumour), -260, 120) : 0
  const { collagen, grain } = sheets
  const { cell, wall, toX, toY, rank } = sheets.fat

  // Means of the ground by kind of stroma, in units of the palette.
  const eosinMean = (67 - 22 * loose - 2 * desmoplasia) * tone
  const eosinSwing = (0.17 + 0.05 * loose + 0.1 * desmoplasia) * tone
  const haematoxylinMean = 4 + 5 * loose + 27 * desmoplasia + 12 * lymph
  const cleft = 34 + 26 * loose + 6 * desmoplasia
  const first = col * knot
  const last = Math.min(first + knot, frame.width)
  const grainRow = (Math.imul(y, 40503) >>> 3) & 65535
  let out = (y - strip.top) * strip.width + first

  for (let x = first; x < last; x++, out++) {
    const fibre = collagen[((across & sheetMask) << sheetShift) | (along & sheetMask)]!
    const speck = grain[(grainRow + x) & 65535]! - 128
    let e = eosinMean + (fibre - 128) * eosinSwing + speck * 0.09
    let h = haematoxylinMean + (fibre - 128) * 0.03 * (1 + 3 * desmoplasia) + speck * 0.05
    if (fibre < cleft) {
      const open = Math.max(0.12, 1 - (cleft - fibre) / 17)
      e *= open
      h *= open
    }
    if ((kind & kindBits.tumour) !== 0 && nest < 256) {
      const place = ((bentY & sheetMask) << sheetShift) | (bentX & sheetMask)
      const blob = sheets.nests.blobs[place]!
      const cord = sheets.nests.cords[((across & sheetMask) << sheetShift) | (along & sheetMask)]!
      const value = blob + (cord - blob) * cords
      const depth = value - nest
      if (depth > -8) {
        // The slit that shrinkage leaves around some nests.
        const slit = depth < 0 && ((fibre ^ (place >> 14)) & 3) === 0 ? 0.5 : 1
        const share = depth > 8 ? 1 : (depth + 8) / 16
        e = e * slit * (1 - share) + (50 * tone + speck * 0.13) * share
        h = h * slit * (1 - share) + (47 + speck * 0.16 + (fibre - 128) * 0.06) * share
        if (value > lumen) {
          const open = Math.min(1, (value - lumen) / 7)
          e *= 1 - 0.93 * open
          h *= 1 - 0.97 * open
        }
      }
    }
    let inside = section * scale + (fibre - 128) * 0.12
    if ((kind & kindBits.fat) !== 0) {
      const place = ((bentY & (fatHeight - 1)) * sheetEdge) | (bentX & sheetMask)
      const middleX = x + toX[place]!
      const middleY = y + toY[place]!
      const middle =
        Math.min(maps.rows - 1, Math.max(0, (middleY / knot + 0.5) | 0)) * cols +
        Math.min(cols - 1, Math.max(0, (middleX / knot + 0.5) | 0))
      const share = maps.fat[middle]!
      const id = cell[place]!
      if (share > rank[id]!) {
        inside = maps.section[middle]! * scale - 8
        const thickness = (0.75 + (1 - share) * 5 * (0.4 + 0.6 * rank[id]!)) * scale
        const white = wall[place]! * 0.25 - thickness
        if (share > 0.7) {
          // Between fat cells there is little collagen: thin and pale.
          e = e * 0.45 + 24
          h = h * 0.8 + 6
        }
        if (white > 0) {
          const open = white > 1.4 ? 1 : white / 1.4
          e *= 1 - open * 0.985
          h *= 1 - open
        }
      }
    }
    if (inside < 3) {
      const edge = inside <= 0 ? 0 : inside / 3
      e *= edge
      h *= edge
    }
    strip.eosin[out] = e < 0 ? 0 : e
    strip.haematoxylin[out] = h < 0 ? 0 : h
    section += sectionStep
    across += acrossStep
    along += alongStep
    bentX += bentXStep
    bentY += bentYStep
    nest += nestStep
  }
}
