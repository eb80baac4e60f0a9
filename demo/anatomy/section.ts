import type { Rows } from '../file/pyramid.ts'
import { labelBox, paintLabel } from '../label.ts'
import { drawMaps, type Frame, knot, type Maps } from '../maps.ts'
import { type Random, randomFrom } from '../noise.ts'
import { colourTable } from '../palette.ts'
import { sheetWidth } from '../sheet.ts'
import { placeCells } from './cells.ts'
import { makeCollagen } from './collagen.ts'
import { makeFat } from './fat.ts'
import { type Glands, placeGlands } from './glands.ts'
import { makeNests } from './nests.ts'
import { type Nuclei, paintNuclei } from './nuclei.ts'
import { makeStrip, type Strip } from './strip.ts'
import { type Sheets, TissuePainter } from './tissue.ts'
import { paintWalls } from './walls.ts'

/** A whole section, planned and ready to be painted from top to bottom. */
export interface Section {
  frame: Frame
  maps: Maps
  sheets: Sheets
  glands: Glands
  nuclei: Nuclei
}

/** Plans the section of a seed. */
export function layOut(frame: Frame, seed: number): Section {
  const scale = 1 / frame.mpp
  const maps = drawMaps(frame, randomFrom(seed))
  keepLabelClear(maps)
  const glands = placeGlands(maps, randomFrom(seed + 1))
  const random = randomFrom(seed + 2)
  // Sheets along the fibres are small enough for a processor's cache.
  const edge = sheetWidth(frame.width, 1024)
  const sheets: Sheets = {
    collagen: makeCollagen(random, scale, edge),
    fat: makeFat(random, scale, sheetWidth(frame.width, 2048)),
    nests: makeNests(random, scale, edge),
    grain: makeGrain(random)
  }
  return { frame, maps, sheets, glands, nuclei: placeCells(maps, sheets, glands, randomFrom(seed + 3)) }
}

/** Random bytes around 128, each correlated with the last: a scanner's optics blur its noise. */
function makeGrain(random: Random): Uint8Array {
  const grain = new Uint8Array(65536)
  let last = 0
  for (let i = 0; i < grain.length; i++) {
    last = last * 0.45 + (random() + random() - 1) * 62
    grain[i] = 128 + last
  }
  return grain
}

/** Removes tissue under the label. */
function keepLabelClear(maps: Maps): void {
  const box = labelBox(maps.frame)
  for (let row = 0; row < maps.rows; row++) {
    for (let col = 0; col < maps.cols; col++) {
      const dx = Math.max(box.left - col * knot, 0, col * knot - box.right)
      const dy = Math.max(box.top - row * knot, 0, row * knot - box.bottom)
      const away = Math.hypot(dx, dy) * maps.frame.mpp - 130
      const i = row * maps.cols + col
      if (away < maps.section[i]!) maps.section[i] = away
    }
  }
}

/**
 * Yields the section as rows of pixels, `rowsAtOnce` at a time. The second yield after the current
 * one overwrites its pixels.
 */
export function* paint(section: Section, rowsAtOnce: number): Generator<Rows> {
  const { frame, maps, sheets, glands, nuclei } = section
  const strip = makeStrip(frame.width, rowsAtOnce)
  const colours = colourTable()
  const tissue = new TissuePainter(maps, sheets)
  const lists = nuclei.byStrip(frame.height, rowsAtOnce)
  const buffers = [0, 1].map(() => new Int32Array(frame.width * rowsAtOnce))
  for (let i = 0; i < lists.length; i++) {
    strip.top = i * rowsAtOnce
    tissue.paint(strip)
    paintWalls(strip, glands, sheets.grain)
    paintNuclei(strip, nuclei, lists[i]!, sheets.grain)
    const count = Math.min(rowsAtOnce, frame.height - strip.top)
    const rows = { width: frame.width, top: strip.top, count, pixels: buffers[i % 2]! }
    develop(strip, rows, colours)
    paintLabel(rows, frame)
    yield rows
  }
}

/** Converts stains to colours. */
function develop(strip: Strip, rows: Rows, colours: Int32Array): void {
  const size = rows.width * rows.count
  const { haematoxylin, eosin } = strip
  const { pixels } = rows
  for (let i = 0; i < size; i++) pixels[i] = colours[(haematoxylin[i]! << 8) | eosin[i]!]!
}
