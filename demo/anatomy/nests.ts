import { type Maps, sample } from '../maps.ts'
import type { Random } from '../noise.ts'
import { addNoise, equalise, makeSheet, type Sheet } from '../sheet.ts'

/** Groups of tumour cells: two equalised sheets, thresholded by the map `nest`. */
export interface NestSheets {
  /** Rounded nests of 60–200 µm. */
  blobs: Sheet<Uint8Array>
  /** Cords a few cells wide, along the fibres. */
  cords: Sheet<Uint8Array>
}

/** Both sheets are `edge` × `edge` texels; `scale` is pixels per µm. */
export function makeNests(random: Random, scale: number, edge: number): NestSheets {
  const blobs = makeSheet(edge, edge)
  addNoise(blobs, random, 95 * scale, 95 * scale, 1)
  addNoise(blobs, random, 48 * scale, 48 * scale, 0.75)
  addNoise(blobs, random, 20 * scale, 20 * scale, 0.28)
  const cords = makeSheet(edge, edge)
  addNoise(cords, random, 120 * scale, 34 * scale, 1)
  addNoise(cords, random, 60 * scale, 20 * scale, 0.8)
  addNoise(cords, random, 18 * scale, 14 * scale, 0.3)
  return { blobs: equalise(blobs), cords: equalise(cords) }
}

/**
 * Returns the depth within a nest at a position in pixels, in units of the equalised sheet;
 * negative outside every nest.
 */
export function nestDepth(maps: Maps, sheets: NestSheets, x: number, y: number): number {
  return nestValue(maps, sheets, x, y) - sample(maps, maps.nest, x, y)
}

/** Returns the value of the nest sheets at a position in pixels. */
export function nestValue(maps: Maps, { blobs, cords }: NestSheets, x: number, y: number): number {
  const mix = sample(maps, maps.cords, x, y)
  const blob = blobs.values[blobs.place(sample(maps, maps.bentX, x, y), sample(maps, maps.bentY, x, y))]!
  const cord = cords.values[cords.place(sample(maps, maps.along, x, y), sample(maps, maps.across, x, y))]!
  return blob + (cord - blob) * mix
}
