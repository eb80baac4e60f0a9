import { type Maps, nearestKnot, sample } from '../maps.ts'
import { around, type Random } from '../noise.ts'
import { rankOf, toMiddleX, toMiddleY, wallOf } from './fat.ts'
import { boxOf, fibreAngle, type Glands, type Tube } from './glands.ts'
import { nestDepth, nestValue } from './nests.ts'
import { Nuclei } from './nuclei.ts'
import type { Sheets } from './tissue.ts'

/**
 * Places every nucleus of the slide. Lengths in comments and constants are in µm unless pixels are
 * stated.
 */
export function placeCells(maps: Maps, sheets: Sheets, glands: Glands, random: Random): Nuclei {
  const nuclei = new Nuclei()
  const occupied = occupancy(maps, glands)
  placeSpindles(nuclei, maps, sheets, occupied, random)
  placeTumour(nuclei, maps, sheets, random)
  placeLymphocytes(nuclei, maps, sheets, occupied, random)
  for (const tube of glands.tubes) placeWall(nuclei, glands, tube, 1 / maps.frame.mpp, random)
  return nuclei
}

type Try = (x: number, y: number) => void

/** Calls `attempt` once in every cell of a jittered lattice over a box, in pixels. */
function scatter(
  box: { left: number; right: number; top: number; bottom: number },
  spacing: number,
  random: Random,
  attempt: Try
): void {
  for (let y = box.top; y < box.bottom; y += spacing)
    for (let x = box.left; x < box.right; x += spacing)
      attempt(x + random() * spacing * 0.9, y + random() * spacing * 0.9)
}

const whole = (maps: Maps) => ({ left: 0, right: maps.frame.width, top: 0, bottom: maps.frame.height })

/**
 * Returns a test for whether a gland is at a position, from a bitmap with 8 × 8 pixels per cell.
 */
function occupancy(maps: Maps, glands: Glands): (x: number, y: number) => boolean {
  const cols = Math.ceil(maps.frame.width / 8)
  const rows = Math.ceil(maps.frame.height / 8)
  const bits = new Uint8Array(cols * rows)
  for (const tube of glands.tubes) {
    const box = boxOf(tube, 4)
    for (let row = Math.max(0, box.top >> 3); row <= Math.min(rows - 1, box.bottom >> 3); row++)
      for (let col = Math.max(0, box.left >> 3); col <= Math.min(cols - 1, box.right >> 3); col++)
        if (glands.distance(tube, col * 8 + 4, row * 8 + 4) < 3) bits[row * cols + col] = 1
  }
  return (x, y) => bits[Math.min(rows - 1, y >> 3) * cols + Math.min(cols - 1, x >> 3)] === 1
}

/** Returns whether a position, in pixels, is inside a fat cell. */
function inFat(maps: Maps, sheets: Sheets, x: number, y: number): boolean {
  const { fat } = sheets
  const texel = fat.values[fat.place(sample(maps, maps.bentX, x, y), sample(maps, maps.bentY, x, y))]!
  const share = maps.fat[nearestKnot(maps, x + toMiddleX(texel), y + toMiddleY(texel))]!
  return share * 256 > rankOf(texel) && wallOf(texel) > 9
}

/**
 * Fibroblasts: slender, aligned with the fibres; plumper and denser in the stroma of the tumour.
 */
function placeSpindles(
  nuclei: Nuclei,
  maps: Maps,
  sheets: Sheets,
  occupied: (x: number, y: number) => boolean,
  random: Random
): void {
  const scale = 1 / maps.frame.mpp
  scatter(whole(maps), 21 * scale, random, (x, y) => {
    if (sample(maps, maps.section, x, y) < 12) return
    const tumour = sample(maps, maps.tumour, x, y)
    const reactive = tumour > -150 ? Math.min(1, (tumour + 150) / 200) : 0
    const loose = sample(maps, maps.loose, x, y)
    if (random() > 0.24 + 0.62 * reactive + 0.3 * loose) return
    if (occupied(x, y) || inFat(maps, sheets, x, y)) return
    if (reactive > 0 && nestDepth(maps, sheets.nests, x, y) > -4) return
    const plump = 1 + 0.35 * reactive
    const long = around(random, 5.6, 1.4) * scale * plump
    const thin = around(random, 1.55, 0.4) * scale * plump
    const angle = fibreAngle(maps, x, y) + around(random, 0, 0.25)
    nuclei.add('spindle', x, y, long, Math.max(0.8, thin), angle, around(random, 1, 0.12))
  })
}

/** Tumour: large nuclei of varying size and stain, crowded within the nests. */
function placeTumour(nuclei: Nuclei, maps: Maps, sheets: Sheets, random: Random): void {
  const scale = 1 / maps.frame.mpp
  const { nests } = sheets
  scatter(whole(maps), 10.8 * scale, random, (x, y) => {
    if (sample(maps, maps.nest, x, y) > 256) return
    if (nestDepth(maps, nests, x, y) < 5) return
    if (nestValue(maps, nests, x, y) > sample(maps, maps.lumen, x, y) - 6) return
    if (inFat(maps, sheets, x, y)) return
    if (random() < 0.08) return
    const size = around(random, 5.7, 1.2) * scale
    const round = 0.56 + 0.36 * random()
    const dark = random()
    const name = dark < 0.008 ? 'mitosis' : dark < 0.3 ? 'darkTumour' : 'tumour'
    nuclei.add(name, x, y, size, size * round, random() * Math.PI, around(random, 1, 0.14))
  })
}

/** Lymphocytes: small, round, dark; crowded where the map `lymph` is high. */
function placeLymphocytes(
  nuclei: Nuclei,
  maps: Maps,
  sheets: Sheets,
  occupied: (x: number, y: number) => boolean,
  random: Random
): void {
  const scale = 1 / maps.frame.mpp
  scatter(whole(maps), 8.2 * scale, random, (x, y) => {
    const share = sample(maps, maps.lymph, x, y)
    if (share < 0.01 || random() > share) return
    if (sample(maps, maps.section, x, y) < 15 || sample(maps, maps.fat, x, y) > 0.6) return
    if (occupied(x, y) || inFat(maps, sheets, x, y)) return
    if (nestDepth(maps, sheets.nests, x, y) > -6 && random() < 0.9) return
    const size = around(random, 3.3, 0.3) * scale
    nuclei.add(
      'lymphocyte',
      x,
      y,
      size,
      size * (0.85 + 0.15 * random()),
      random() * 3,
      around(random, 1, 0.1)
    )
  })
}

/** The cell layers of a tube's wall, and the blood in vessels. */
function placeWall(nuclei: Nuclei, glands: Glands, tube: Tube, scale: number, random: Random): void {
  const box = boxOf(tube, 2)
  const vessel = tube.kind === 'artery' || tube.kind === 'vein'
  const outward = (x: number, y: number) =>
    Math.atan2(
      glands.distance(tube, x, y + 2) - glands.distance(tube, x, y - 2),
      glands.distance(tube, x + 2, y) - glands.distance(tube, x - 2, y)
    )
  const kept = new Set<number>()
  /** Keeps nuclei of a layer apart: at most one per square of `spacing` pixels. */
  const free = (x: number, y: number, spacing: number) => {
    const key = Math.round(x / spacing) * 100003 + Math.round(y / spacing)
    if (kept.has(key)) return false
    kept.add(key)
    return true
  }
  scatter(box, 5 * scale, random, (x, y) => {
    const outside = glands.distance(tube, x, y)
    const depth = glands.depth(tube, x, y)
    if (outside > 0) return
    if (vessel) {
      if (depth < -2.5 * scale && random() < (tube.kind === 'vein' ? 0.75 : 0.4)) {
        const size = around(random, 3.1, 0.3) * scale
        nuclei.add('erythrocyte', x, y, size, size * (0.7 + 0.3 * random()), random() * 3, 1)
      } else if (depth > 0 && random() < 0.16) {
        const angle = outward(x, y) + Math.PI / 2
        nuclei.add('spindle', x, y, 5.2 * scale, 1.5 * scale, angle, around(random, 0.95, 0.1))
      }
      return
    }
    if (depth < 2 * scale) return
    const angle = outward(x, y)
    if (outside > -4.2 * scale) {
      if (free(x, y, 8.5 * scale) && random() < 0.75)
        nuclei.add(
          'myoepithelial',
          x,
          y,
          around(random, 4, 0.5) * scale,
          1.7 * scale,
          angle + Math.PI / 2,
          around(random, 1, 0.1)
        )
    } else if (outside < -6 * scale && free(x, y, 6.8 * scale)) {
      const size = around(random, 3.9, 0.35) * scale
      nuclei.add('luminal', x, y, size, size * (0.72 + 0.2 * random()), angle, around(random, 1, 0.1))
    }
  })
}
