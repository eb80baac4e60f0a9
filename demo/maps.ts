import { clamp, Noise, type Random, ramp } from './noise.ts'

/** Size and resolution of the slide. */
export interface Frame {
  /** In level-0 pixels. */
  width: number
  height: number
  /** µm per pixel. */
  mpp: number
}

/** Pixels between neighbouring knots of a map, as a power of two; maps are linear between knots. */
export const knotShift = 5
export const knot = 1 << knotShift

/** A slowly varying quantity over the slide. */
export type Field = Float32Array

/** Plan of the section. Distances are in µm, texture positions in pixels. */
export interface Maps {
  frame: Frame
  cols: number
  rows: number
  /** Approximate distance inside the section's edge in µm; negative on background. */
  section: Field
  /** Share of fat, 0–1. */
  fat: Field
  /** Approximate distance inside the outline of the invasive tumour in µm; negative outside. */
  tumour: Field
  /** Position in the collagen sheet, across and along the fibres, in pixels. */
  across: Field
  along: Field
  /** Position in the sheets of fat and of nests, in pixels. */
  bentX: Field
  bentY: Field
  /** Strength of eosin; 1 on average. */
  tone: Field
  /** Loose, pale, watery stroma: 0–1. */
  loose: Field
  /**
   * Nest sheet values above this are nests (sheet.ts: 256 − coverage); above 256 outside tumour.
   */
  nest: Field
  /** Nests (0) or cords along the fibres (1). */
  cords: Field
  /** Value of the nest sheet above which a nest opens into a lumen. */
  lumen: Field
  /** Density of lymphocytes, 0–1. */
  lymph: Field
}

export interface Mass {
  x: number
  y: number
  radius: number
}

export function emptyField(maps: { cols: number; rows: number }): Field {
  return new Float32Array(maps.cols * maps.rows)
}

/** Returns the field at a position in pixels, interpolated linearly between knots. */
export function sample(maps: Maps, field: Field, x: number, y: number): number {
  const u = clamp(x / knot, 0, maps.cols - 1.001)
  const v = clamp(y / knot, 0, maps.rows - 1.001)
  const left = Math.floor(u)
  const top = Math.floor(v)
  const i = top * maps.cols + left
  const a = field[i]! + (field[i + 1]! - field[i]!) * (u - left)
  const b = field[i + maps.cols]! + (field[i + maps.cols + 1]! - field[i + maps.cols]!) * (u - left)
  return a + (b - a) * (v - top)
}

/** Returns the index of the knot nearest to a position in pixels. */
export function nearestKnot(maps: Maps, x: number, y: number): number {
  const col = clamp((x + knot / 2) >> knotShift, 0, maps.cols - 1)
  const row = clamp((y + knot / 2) >> knotShift, 0, maps.rows - 1)
  return row * maps.cols + col
}

/** Draws the plan of the section. Glands bend the fibres later (glands.ts). */
export function drawMaps(frame: Frame, random: Random): Maps {
  const cols = Math.ceil(frame.width / knot) + 2
  const rows = Math.ceil(frame.height / knot) + 2
  const field = () => new Float32Array(cols * rows)
  const maps: Maps = {
    frame,
    cols,
    rows,
    section: field(),
    fat: field(),
    tumour: field(),
    across: field(),
    along: field(),
    bentX: field(),
    bentY: field(),
    tone: field(),
    loose: field(),
    nest: field(),
    cords: field(),
    lumen: field(),
    lymph: field()
  }
  const noise = new Noise(random)
  const place = planFor(maps, noise)
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++)
      place(row * cols + col, col * knot * frame.mpp, row * knot * frame.mpp)
  return maps
}

/** Returns the tumour masses: a large one and two small ones next to it. */
export function massesIn(frame: Frame): Mass[] {
  const width = frame.width * frame.mpp
  const height = frame.height * frame.mpp
  return [
    { x: width * 0.37, y: height * 0.53, radius: height * 0.205 },
    { x: width * 0.56, y: height * 0.3, radius: height * 0.05 },
    { x: width * 0.57, y: height * 0.69, radius: height * 0.06 }
  ]
}

type Place = (i: number, x: number, y: number) => void

function planFor(maps: Maps, noise: Noise): Place {
  const { frame } = maps
  const width = frame.width * frame.mpp
  const height = frame.height * frame.mpp
  const scale = 1 / frame.mpp
  const masses = massesIn(frame)
  const at = (x: number, y: number, um: number, octaves: number) => noise.fractal(x / um, y / um, octaves)
  return (i, x, y) => {
    const dx = Math.abs(x - width / 2) / (width * 0.475)
    const dy = Math.abs(y - height / 2) / (height * 0.465)
    const radius = (dx ** 2.5 + dy ** 2.5) ** (1 / 2.5)
    const section =
      (1 - radius) * height * 0.42 + height * 0.07 * at(x, y, height * 0.24, 3) + 22 * at(x, y, 90, 2)
    maps.section[i] = section

    let tumour = Number.NEGATIVE_INFINITY
    for (const mass of masses) {
      const ragged =
        mass.radius * (0.34 * at(x, y, mass.radius * 0.8, 2) + 0.15 * at(x, y, mass.radius * 0.22, 3))
      tumour = Math.max(tumour, mass.radius - Math.hypot(x - mass.x, (y - mass.y) * 1.1) + ragged)
    }
    tumour = Math.min(tumour, section - 60)
    maps.tumour[i] = tumour

    const inside = ramp(tumour, -60, 260)
    const fibrous = Math.hypot((x - width * 0.6) / (width * 0.36), (y - height * 0.47) / (height * 0.36))
    const septum = ramp(Math.abs(at(x + 900, y, 1500, 2)), 0.012, 0.05)
    const lobule = ramp(at(x, y + 5000, 1300, 3) * 1.25 + (fibrous - 0.92) * 1.3, -0.02, 0.3)
    const speckle = 0.2 * ramp(at(x + 3000, y, 420, 2), 0.2, 0.5)
    maps.fat[i] = clamp(lobule * septum, speckle * septum, 1) * (1 - 0.985 * inside)
    // Islands of fat surrounded by tumour.
    if (tumour > 0) maps.fat[i]! += 0.75 * inside * ramp(at(x + 700, y + 700, 520, 2), 0.34, 0.6)

    maps.bentX[i] = scale * (x + 46 * at(x, y, 460, 2))
    maps.bentY[i] = scale * (y + 46 * at(x + 7000, y, 460, 2))
    const turn = 0.35 + 0.3 * at(x, y, height * 0.5, 1)
    maps.across[i] =
      scale *
      (y * Math.cos(turn) -
        x * Math.sin(turn) +
        330 * at(x, y, 1700, 2) +
        120 * at(x, y + 900, 420, 2) +
        26 * at(x + 300, y + 900, 130, 1) +
        ramp(tumour, -400, 200) * 95 * at(x + 400, y, 210, 2))
    maps.along[i] = scale * (x * Math.cos(turn) + y * Math.sin(turn) + 120 * at(x, y + 4000, 700, 2))

    maps.tone[i] = 1 + 0.2 * at(x, y + 8000, 1900, 3) + 0.07 * at(x, y, 260, 2)
    maps.loose[i] = 0.75 * ramp(at(x + 6000, y + 600, 900, 3), 0.16, 0.5)
    const core = ramp(tumour, -25, 160)
    const growth = at(x + 2500, y + 2500, 750, 2)
    maps.nest[i] = tumour < -25 ? 300 : 300 - core * (178 + 62 * growth)
    maps.cords[i] = ramp(at(x, y + 12000, 900, 2), -0.2, 0.25)
    maps.lumen[i] = 262 - 40 * ramp(at(x + 9000, y, 800, 2), 0.12, 0.4)
    const rim = Math.exp(-(((tumour + 60) / 170) ** 2))
    maps.lymph[i] =
      0.9 * rim * ramp(at(x + 1500, y + 5500, 380, 2), 0.2, 0.5) +
      0.09 * inside +
      0.8 * ramp(at(x + 4500, y + 2500, 520, 3), 0.52, 0.66)
  }
}
