import { type Maps, sample } from './maps.ts'
import type { Random } from './noise.ts'
import { addNoise, equalise, sheetEdge, sheetMask, sheetShift } from './sheet.ts'

/** Where tumour cells lie together: two sheets, each equalised, thresholded by the map `nest`. */
export interface NestSheets {
  /** Rounded nests of 60–200 µm. */
  blobs: Uint8Array
  /** Cords of a few cells, along the fibres. */
  cords: Uint8Array
}

export function makeNests(random: Random, scale: number): NestSheets {
  const cells = (um: number) => Math.max(4, Math.round(sheetEdge / (um * scale)))
  const blobs = new Float32Array(sheetEdge * sheetEdge)
  addNoise(blobs, random, cells(95), cells(95), 1)
  addNoise(blobs, random, cells(48), cells(48), 0.75)
  addNoise(blobs, random, cells(20), cells(20), 0.28)
  const cords = new Float32Array(sheetEdge * sheetEdge)
  addNoise(cords, random, cells(120), cells(34), 1)
  addNoise(cords, random, cells(60), cells(20), 0.8)
  addNoise(cords, random, cells(18), cells(14), 0.3)
  return { blobs: equalise(blobs), cords: equalise(cords) }
}

/** Depth within a nest at a place in pixels, units of the equalised sheet; negative outside every nest. */
export function nestDepth(maps: Maps, sheets: NestSheets, x: number, y: number): number {
  const threshold = sample(maps, maps.nest, x, y)
  return nestValue(maps, sheets, x, y) - threshold
}

/** Value of the nest sheets at a place in pixels. */
export function nestValue(maps: Maps, sheets: NestSheets, x: number, y: number): number {
  const mix = sample(maps, maps.cords, x, y)
  const blob = sheets.blobs[place(sample(maps, maps.bentX, x, y), sample(maps, maps.bentY, x, y))]!
  const cord = sheets.cords[place(sample(maps, maps.along, x, y), sample(maps, maps.across, x, y))]!
  return blob + (cord - blob) * mix
}

const place = (x: number, y: number) => ((y & sheetMask) << sheetShift) | (x & sheetMask)
