import { type ColorMap, colorAt, colorMapAnchors, type Rgb } from '../../../contract/runs/colormaps.ts'
import type { Below, ColorTables } from './raster.ts'

/**
 * Colour choices for probabilities: maps from low to high, or one colour on each side of the
 * threshold.
 */
export const colorMapNames = ['viridis', 'magma', 'inferno', 'cividis', 'twoColors'] as const
export type ColorMapName = (typeof colorMapNames)[number]

/**
 * Sky blue and vermilion: distinct for colour-blind users (Okabe and Ito), and visible on the pink
 * stain.
 */
const twoColors = { below: [86, 180, 233], above: [213, 94, 0] } as const
/** A colour that occurs in no colour map, for tiles that could not be read. */
export const failedColor = [196, 0, 140] as const
/** For tissue that was not analysed: distinct from the stain and from every colour map. */
export const leftOutColor = [20, 60, 150] as const
const faintAlpha = 0x48

/**
 * Packs a pixel as a little-endian RGBA word, the layout of ImageData on every platform that
 * Chromium supports.
 */
export const packed = ([red, green, blue]: Rgb, alpha: number): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0

export const css = ([red, green, blue]: Rgb): string => `rgb(${red}, ${green}, ${blue})`

/** Returns 256 pixels from the low to the high end of a colour map. */
export function lookupTable(map: ColorMap, alpha = 255): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, step) => packed(colorAt(map, step / 255), alpha))
}

const tableOf = (map: ColorMapName, side: keyof typeof twoColors, alpha: number): Uint32Array =>
  map === 'twoColors' ? new Uint32Array(256).fill(packed(twoColors[side], alpha)) : lookupTable(map, alpha)

/** Returns the colour tables for probabilities (raster.ts). */
export function colorTablesOf(map: ColorMapName, threshold: number, below: Below, failed: Rgb): ColorTables {
  const alpha = { hide: 0, faint: faintAlpha, show: 255 }[below]
  return {
    below: alpha === 0 ? new Uint32Array(256) : tableOf(map, 'below', alpha),
    above: tableOf(map, 'above', 255),
    threshold,
    failed: packed(failed, 255)
  }
}

/**
 * Returns the colour tables for differences, where those below `least` (0–1) are not drawn. The
 * raster holds (difference + 1) / 2.
 */
export function differenceTables(least: number, failed: Rgb): ColorTables {
  const above = lookupTable('difference').map((color, step) =>
    Math.abs(step / 127.5 - 1) < least ? 0 : color
  )
  return { below: above, above, threshold: 0, failed: packed(failed, 255) }
}

/** Returns the colours of a legend from left to right, each with its position from 0 to 1. */
export function stopsOf(map: ColorMapName | ColorMap, threshold: number): { at: number; color: string }[] {
  if (map === 'twoColors')
    return [
      { at: threshold, color: css(twoColors.below) },
      { at: threshold, color: css(twoColors.above) }
    ]
  const points = colorMapAnchors(map)
  return points.map((color, place) => ({
    at: place / (points.length - 1),
    color: `#${color.toString(16).padStart(6, '0')}`
  }))
}

/** Returns the same colours as a CSS gradient. */
export function gradientOf(map: ColorMapName | ColorMap, threshold: number): string {
  const stops = stopsOf(map, threshold).map(({ at, color }) => `${color} ${at * 100}%`)
  return `linear-gradient(to right, ${stops.join(', ')})`
}
