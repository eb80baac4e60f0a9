import type { Strip } from './strip.ts'

/** Staining of a kind of nucleus; densities are in units of the palette. */
export interface NucleusKind {
  haematoxylin: number
  /** Eosin within the nucleus. */
  eosin: number
  /** Share by which the middle is paler than the rim (vesicular chromatin). */
  vesicular: number
  /** Clumping of chromatin, in units of the palette. */
  clumps: number
  /** Extra density of a nucleolus, one dark spot; 0 for none. */
  nucleolus: number
}

export const nucleusKinds = {
  spindle: { haematoxylin: 132, eosin: 40, vesicular: 0.1, clumps: 14, nucleolus: 0 },
  luminal: { haematoxylin: 138, eosin: 34, vesicular: 0.22, clumps: 20, nucleolus: 0 },
  myoepithelial: { haematoxylin: 146, eosin: 34, vesicular: 0.05, clumps: 14, nucleolus: 0 },
  lymphocyte: { haematoxylin: 168, eosin: 24, vesicular: 0, clumps: 22, nucleolus: 0 },
  tumour: { haematoxylin: 142, eosin: 36, vesicular: 0.34, clumps: 30, nucleolus: 60 },
  darkTumour: { haematoxylin: 186, eosin: 34, vesicular: 0.12, clumps: 30, nucleolus: 24 },
  mitosis: { haematoxylin: 210, eosin: 22, vesicular: 0, clumps: 50, nucleolus: 0 },
  erythrocyte: { haematoxylin: 0, eosin: 240, vesicular: 0, clumps: 0, nucleolus: 0 }
} as const satisfies Record<string, NucleusKind>

export type NucleusName = keyof typeof nucleusKinds

const names = Object.keys(nucleusKinds) as NucleusName[]
const kinds: NucleusKind[] = names.map(name => nucleusKinds[name])

/** Nuclei and blood cells of the whole slide: ellipses in level-0 pixels. */
export class Nuclei {
  readonly x: number[] = []
  readonly y: number[] = []
  /** Half axes. */
  readonly a: number[] = []
  readonly b: number[] = []
  readonly angle: number[] = []
  readonly kind: number[] = []
  /** Factor for the density. */
  readonly strength: number[] = []

  get count(): number {
    return this.x.length
  }

  nameOf(i: number): NucleusName {
    return names[this.kind[i]!]!
  }

  add(name: NucleusName, x: number, y: number, a: number, b: number, angle: number, strength: number): void {
    this.x.push(x)
    this.y.push(y)
    this.a.push(a)
    this.b.push(b)
    this.angle.push(angle)
    this.kind.push(names.indexOf(name))
    this.strength.push(strength)
  }

  /** Returns the nuclei that touch each strip of `rows` rows. */
  byStrip(height: number, rows: number): Uint32Array[] {
    const lists: number[][] = Array.from({ length: Math.ceil(height / rows) }, () => [])
    for (let i = 0; i < this.count; i++) {
      const reach = Math.max(this.a[i]!, this.b[i]!) + 2
      const from = Math.max(0, Math.floor((this.y[i]! - reach) / rows))
      const to = Math.min(lists.length - 1, Math.floor((this.y[i]! + reach) / rows))
      for (let strip = from; strip <= to; strip++) lists[strip]!.push(i)
    }
    return lists.map(list => Uint32Array.from(list))
  }
}

/** Paints the nuclei with the indices `which` over a strip, in that order. */
export function paintNuclei(strip: Strip, nuclei: Nuclei, which: Uint32Array, grain: Uint8Array): void {
  for (const i of which) paintNucleus(strip, nuclei, i, grain)
}

function paintNucleus(strip: Strip, nuclei: Nuclei, i: number, grain: Uint8Array): void {
  const x0 = nuclei.x[i]!
  const y0 = nuclei.y[i]!
  const a = nuclei.a[i]!
  const b = nuclei.b[i]!
  const kind = kinds[nuclei.kind[i]!]!
  const density = kind.haematoxylin * nuclei.strength[i]!
  const cos = Math.cos(nuclei.angle[i]!)
  const sin = Math.sin(nuclei.angle[i]!)
  const reachX = Math.sqrt((a * cos) ** 2 + (b * sin) ** 2) + 1.5
  const reachY = Math.sqrt((a * sin) ** 2 + (b * cos) ** 2) + 1.5
  const left = Math.max(0, Math.ceil(x0 - reachX))
  const right = Math.min(strip.width - 1, Math.floor(x0 + reachX))
  const top = Math.max(strip.top, Math.ceil(y0 - reachY))
  const bottom = Math.min(strip.top + strip.rows - 1, Math.floor(y0 + reachY))
  // Distances are in half axes; the rim is blurred by about a pixel.
  const blur = 1.1 / Math.min(a, b)
  // A bean rather than an ellipse: an extra term makes the outline bulge.
  const bulge = ((Math.imul(i, 2654435761) >>> 8) & 255) / 255 - 0.5
  const spotU = bulge * 0.7
  const spotV = (((Math.imul(i, 40503) >>> 4) & 255) / 255 - 0.5) * 0.6
  const spot = 1.1 / a
  for (let y = top; y <= bottom; y++) {
    const dy = y - y0
    let out = (y - strip.top) * strip.width + left
    const grainRow = (Math.imul(y >> 1, 52711) >>> 2) & 65535
    for (let x = left; x <= right; x++, out++) {
      const dx = x - x0
      const u = (dx * cos + dy * sin) / a
      const v = (dy * cos - dx * sin) / b
      const square = u * u + v * v + bulge * 0.5 * u * v * (u + v)
      if (square > 1 + 2 * blur) continue
      const distance = Math.sqrt(Math.max(0, square))
      const cover = Math.min(1, (1 + blur * 0.5 - distance) / blur)
      if (cover <= 0) continue
      const clump = (grain[(grainRow + (x >> 1)) & 65535]! - 128) / 64
      let stain = density * (1 - kind.vesicular * (1 - square)) + kind.clumps * clump
      if (kind.nucleolus > 0) {
        const away = (u - spotU) ** 2 + (v - spotV) ** 2
        if (away < spot * spot * 2) stain += kind.nucleolus * (1 - away / (spot * spot * 2))
      }
      const h = strip.haematoxylin[out]! * (1 - cover) + stain * cover
      strip.haematoxylin[out] = h < 0 ? 0 : h > 255 ? 255 : h
      strip.eosin[out] = strip.eosin[out]! * (1 - cover) + kind.eosin * cover
    }
  }
}
