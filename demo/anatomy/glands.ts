import { emptyField, knot, type Maps, sample } from '../maps.ts'
import { around, clamp, Noise, type Random } from '../noise.ts'

/**
 * A duct, an acinus of a lobule, or a vessel: a tube around a line, cut along or across. Positions
 * are in pixels.
 */
export interface Tube {
  kind: 'duct' | 'acinus' | 'artery' | 'vein'
  points: { x: number; y: number }[]
  /** Outer radius and thickness of the wall, in pixels. */
  radius: number
  wall: number
  /**
   * Amplitude of the outer and the inner surface's irregularity, and its length scale, in pixels.
   */
  wobble: number
  fold: number
  grain: number
  /** Offset into the noise for the irregularity. */
  phase: number
}

/** The tubes of the section and their shapes. */
export class Glands {
  readonly tubes: Tube[] = []
  private readonly noise: Noise

  constructor(random: Random) {
    this.noise = new Noise(random)
  }

  /** Returns the distance in pixels from the tube's outer surface; negative inside. */
  distance(tube: Tube, x: number, y: number): number {
    const wander = this.wander(x / tube.grain + tube.phase, y / tube.grain)
    return lineDistance(tube, x, y) - tube.radius - tube.wobble * wander
  }

  /** Returns the depth in pixels from the lumen's surface into the wall; negative in the lumen. */
  depth(tube: Tube, x: number, y: number): number {
    const wander = this.wander((x * 1.9) / tube.grain + tube.phase, (y * 1.9) / tube.grain + 9)
    const outside = this.distance(tube, x, y)
    return Math.max(outside + tube.wall + tube.fold * wander, outside + tube.wall * 0.55)
  }

  /** Noise that hides the lattice's directions: the sum of two readings, one of them rotated. */
  private wander(x: number, y: number): number {
    return 0.62 * (this.noise.at(x, y) + this.noise.at(0.8 * x + 0.6 * y + 31, 0.8 * y - 0.6 * x))
  }
}

function lineDistance(tube: Tube, x: number, y: number): number {
  const { points } = tube
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < Math.max(1, points.length - 1); i++) {
    const a = points[i]!
    const b = points[Math.min(i + 1, points.length - 1)]!
    const dx = b.x - a.x
    const dy = b.y - a.y
    const length = dx * dx + dy * dy
    const t = length === 0 ? 0 : clamp(((x - a.x) * dx + (y - a.y) * dy) / length, 0, 1)
    const px = x - a.x - t * dx
    const py = y - a.y - t * dy
    least = Math.min(least, px * px + py * py)
  }
  return Math.sqrt(least)
}

/** Returns the box around a tube plus a margin, in pixels. */
export function boxOf(tube: Tube, margin: number) {
  const reach = tube.radius + tube.wobble + margin
  const xs = tube.points.map(point => point.x)
  const ys = tube.points.map(point => point.y)
  return {
    left: Math.floor(Math.min(...xs) - reach),
    right: Math.ceil(Math.max(...xs) + reach),
    top: Math.floor(Math.min(...ys) - reach),
    bottom: Math.ceil(Math.max(...ys) + reach)
  }
}

/**
 * Places ducts, lobules and vessels in the stroma outside the tumour, and bends the fibres around
 * them.
 */
export function placeGlands(maps: Maps, random: Random): Glands {
  const glands = new Glands(random)
  const { frame } = maps
  const scale = 1 / frame.mpp
  const area = (frame.width * frame.height * frame.mpp ** 2) / 1e6
  const taken: { x: number; y: number; radius: number }[] = []
  const find = (radiusUm: number, maximumFat: number) => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const x = random() * frame.width
      const y = random() * frame.height
      const free = taken.every(
        other => Math.hypot(other.x - x, other.y - y) > other.radius + (radiusUm + 50) * scale
      )
      const fits =
        sample(maps, maps.section, x, y) > radiusUm + 120 &&
        sample(maps, maps.tumour, x, y) < -radiusUm - 120 &&
        sample(maps, maps.fat, x, y) < maximumFat
      if (free && fits) {
        taken.push({ x, y, radius: radiusUm * scale })
        return { x, y }
      }
    }
    return undefined
  }
  for (let i = 0; i < area / 8; i++) {
    const radius = around(random, 280, 40)
    const middle = find(radius, 0.25)
    if (middle) addLobule(glands, maps, middle, radius * scale, random)
  }
  for (let i = 0; i < area / 3.4; i++) {
    const length = random() < 0.45 ? around(random, 480, 90) : 0
    const middle = find(110 + length / 2, 0.25)
    if (middle)
      glands.tubes.push(duct(middle, length * scale, scale, random, fibreAngle(maps, middle.x, middle.y)))
  }
  for (let i = 0; i < area / 2.2; i++) {
    const middle = find(75, 0.6)
    if (middle) glands.tubes.push(vessel(middle, scale, random, fibreAngle(maps, middle.x, middle.y)))
  }
  bendFibres(maps, glands)
  return glands
}

/** Returns the direction of the fibres in radians. */
export function fibreAngle(maps: Maps, x: number, y: number): number {
  const step = knot
  const dx = sample(maps, maps.across, x + step, y) - sample(maps, maps.across, x - step, y)
  const dy = sample(maps, maps.across, x, y + step) - sample(maps, maps.across, x, y - step)
  return Math.atan2(-dx, dy)
}

function addLobule(
  glands: Glands,
  maps: Maps,
  middle: { x: number; y: number },
  radius: number,
  random: Random
): void {
  const scale = 1 / maps.frame.mpp
  const placed: { x: number; y: number; radius: number }[] = []
  const dilated = random() < 0.3
  // A lobule consists of a few bunches of acini around its duct.
  const bunches = Array.from({ length: 3 + Math.floor(random() * 3) }, () => {
    const angle = random() * 2 * Math.PI
    const away = radius * (0.25 + 0.35 * random())
    return { x: middle.x + away * Math.cos(angle), y: middle.y + away * Math.sin(angle) }
  })
  for (let attempt = 0; attempt < 560; attempt++) {
    const bunch = bunches[attempt % bunches.length]!
    const away = radius * 0.5 * Math.sqrt(random())
    const angle = random() * 2 * Math.PI
    const acinus = {
      x: bunch.x + away * Math.cos(angle),
      y: bunch.y + away * Math.sin(angle),
      radius: (dilated ? around(random, 44, 10) : around(random, 27, 5)) * scale
    }
    const free = placed.every(
      other => Math.hypot(other.x - acinus.x, other.y - acinus.y) > other.radius + acinus.radius + 1.5 * scale
    )
    if (!free) continue
    placed.push(acinus)
    const bend = random() * Math.PI
    const half = acinus.radius * 0.35 * random()
    const dx = half * Math.cos(bend)
    const dy = half * Math.sin(bend)
    glands.tubes.push({
      kind: 'acinus',
      points: [
        { x: acinus.x - dx, y: acinus.y - dy },
        { x: acinus.x + dx, y: acinus.y + dy }
      ],
      radius: acinus.radius - half * 0.5,
      wall: Math.min(acinus.radius * 0.86, (dilated ? 15 : 21) * scale),
      wobble: 4 * scale,
      fold: 3 * scale,
      grain: 30 * scale,
      phase: random() * 200
    })
  }
  loosen(maps, middle, radius)
}

/** Surrounds a lobule with its own loose stroma. */
function loosen(maps: Maps, middle: { x: number; y: number }, radius: number): void {
  const reach = Math.ceil((radius * 1.4) / knot)
  const col = Math.round(middle.x / knot)
  const row = Math.round(middle.y / knot)
  for (let r = Math.max(0, row - reach); r <= Math.min(maps.rows - 1, row + reach); r++) {
    for (let c = Math.max(0, col - reach); c <= Math.min(maps.cols - 1, col + reach); c++) {
      const away = Math.hypot(c * knot - middle.x, r * knot - middle.y) / radius
      const i = r * maps.cols + c
      maps.loose[i] = Math.max(maps.loose[i]!, clamp((1.25 - away) * 3, 0, 0.9))
      maps.fat[i]! *= clamp((away - 0.95) * 4, 0, 1)
    }
  }
}

function duct(
  middle: { x: number; y: number },
  length: number,
  scale: number,
  random: Random,
  angle: number
): Tube {
  const radius = around(random, 78, 13) * scale
  const points = [{ x: middle.x, y: middle.y }]
  if (length > 0) {
    points.length = 0
    const bow = around(random, 0, 0.12) * length
    for (let i = -2; i <= 2; i++) {
      const u = (i / 4) * length
      const v = bow * (1 - (i * i) / 2) + around(random, 0, 8) * scale
      points.push({
        x: middle.x + u * Math.cos(angle) - v * Math.sin(angle),
        y: middle.y + u * Math.sin(angle) + v * Math.cos(angle)
      })
    }
  }
  return {
    kind: 'duct',
    points,
    radius: length > 0 ? radius * 0.62 : radius,
    wall: (20 + 9 * random()) * scale,
    wobble: radius * 0.24,
    fold: radius * (0.12 + 0.3 * random()),
    grain: 75 * scale,
    phase: random() * 200
  }
}

function vessel(middle: { x: number; y: number }, scale: number, random: Random, angle: number): Tube {
  const artery = random() < 0.5
  const radius = (artery ? around(random, 42, 9) : around(random, 32, 6)) * scale
  const half = radius * (artery ? 0.5 * random() : 1 + 2.5 * random())
  return {
    kind: artery ? 'artery' : 'vein',
    points: [
      { x: middle.x - half * Math.cos(angle), y: middle.y - half * Math.sin(angle) },
      { x: middle.x + half * Math.cos(angle), y: middle.y + half * Math.sin(angle) }
    ],
    radius: artery ? radius : radius * 0.7,
    wall: radius * (artery ? 0.48 : 0.2),
    wobble: radius * 0.16,
    fold: radius * 0.08,
    grain: 45 * scale,
    phase: random() * 200
  }
}

/**
 * Bends the fibres around the tubes. Near a tube, "across the fibres" becomes the distance from the
 * tube, offset by the fibre through its middle, so that nothing is squeezed.
 */
function bendFibres(maps: Maps, glands: Glands): void {
  const { cols, rows, frame } = maps
  const reach = 130 / frame.mpp
  const pull = emptyField(maps)
  const target = emptyField(maps)
  for (const tube of glands.tubes) {
    const box = boxOf(tube, reach)
    const middle = tube.points[tube.points.length >> 1]!
    const level = sample(maps, maps.across, middle.x, middle.y)
    for (
      let row = Math.max(0, Math.ceil(box.top / knot));
      row <= Math.min(rows - 1, box.bottom / knot);
      row++
    ) {
      for (
        let col = Math.max(0, Math.ceil(box.left / knot));
        col <= Math.min(cols - 1, box.right / knot);
        col++
      ) {
        const away = glands.distance(tube, col * knot, row * knot)
        const weight = (tube.kind === 'acinus' ? 0.55 : 0.95) * Math.exp(-Math.max(0, away) / (reach * 0.35))
        const i = row * cols + col
        if (weight <= pull[i]!) continue
        pull[i] = weight
        target[i] = level + away
      }
    }
  }
  for (let i = 0; i < pull.length; i++) {
    const weight = pull[i]! > 0.03 ? pull[i]! : 0
    maps.across[i] = maps.across[i]! * (1 - weight) + target[i]! * weight
  }
}
