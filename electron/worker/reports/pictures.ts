import sharp from 'sharp'
import { DuctalError } from '../../../contract/errors.ts'
import type { Grid } from '../../../contract/runs/run.ts'
import { heatOver } from './heatmap-figure.ts'
import type { Figure } from './tree.ts'

/** Returns a part of the slide as a JPEG of the given size in pixels. */
export type Cut = (box: Figure['box'], width: number, height: number) => Promise<Uint8Array>

/** Returns a figure as a JPEG; null if that part of the slide cannot be decoded. */
export type Load = (figure: Figure) => Promise<Uint8Array | null>

const jpeg = { quality: 85, chromaSubsampling: '4:4:4' } as const

/**
 * Renders figures from the slide, with the heatmap if they have one. A figure without a heatmap
 * passes through unchanged.
 * @param cut null if the slide file is missing: the heatmap is then drawn on white
 */
export function picturesOf(cut: Cut | null, grid: Grid, cells: Float32Array, flags: Uint8Array | null): Load {
  return async figure => {
    const { width, height, heat } = figure
    const background = await backgroundOf(figure, cut)
    if (!background || !heat) return background
    const pixels = await sharp(background).toColourspace('srgb').removeAlpha().raw().toBuffer()
    layOver(pixels, heatOver(figure, grid, cells, flags, heat.threshold))
    return sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg(jpeg)
      .toBuffer()
  }
}

/**
 * Blends RGBA over RGB in place. Written by hand, because sharp would use floating point and a
 * hundred megabytes for an overview.
 */
function layOver(below: Uint8Array, above: Uint8Array): void {
  for (let i = 0, j = 0; j < above.length; i += 3, j += 4) {
    const share = above[j + 3]! / 255
    if (share === 0) continue
    for (let channel = 0; channel < 3; channel++)
      below[i + channel] = Math.round(below[i + channel]! * (1 - share) + above[j + channel]! * share)
  }
}

/** Tolerates damage in one part of a slide, so that the rest can be reported. */
async function backgroundOf({ box, width, height }: Figure, cut: Cut | null): Promise<Uint8Array | null> {
  if (!cut) return white(width, height)
  try {
    return await cut(box, width, height)
  } catch (error) {
    if (error instanceof DuctalError && error.code === 'slide/corrupt') return null
    throw error
  }
}

const white = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .jpeg(jpeg)
    .toBuffer()
