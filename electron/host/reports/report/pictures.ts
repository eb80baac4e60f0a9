import sharp, { type Sharp } from 'sharp'
import { DuctalError } from '../../../../contract/errors.ts'
import type { Grid } from '../../../../contract/run.ts'
import { heatOver } from './heat.ts'
import type { Figure } from './tree.ts'

/** Gives a part of the slide as a JPEG of so many pixels. */
export type Cut = (box: Figure['box'], width: number, height: number) => Promise<Uint8Array>

/** Gives the pixels of a figure as a JPEG; null where the slide cannot be decoded there. */
export type Load = (figure: Figure) => Promise<Uint8Array | null>

const jpeg = { quality: 85, chromaSubsampling: '4:4:4' } as const

/**
 * Figures from the slide, with the heatmap where they have one.
 * @param cut null where the slide is gone: then the heatmap lies on white
 */
export function picturesOf(cut: Cut | null, grid: Grid, cells: Float32Array): Load {
  return async figure => {
    const { width, height, heat } = figure
    const background = await backgroundOf(figure, cut)
    if (!background) return null
    if (!heat) return background.jpeg(jpeg).toBuffer()
    const over = heatOver(figure, grid, cells, heat.threshold)
    return background
      .composite([{ input: Buffer.from(over.buffer), raw: { width, height, channels: 4 } }])
      .jpeg(jpeg)
      .toBuffer()
  }
}

/** A slide that is damaged in one place is reported with all others. */
async function backgroundOf({ box, width, height }: Figure, cut: Cut | null): Promise<Sharp | null> {
  if (!cut) return white(width, height)
  try {
    return sharp(await cut(box, width, height))
  } catch (error) {
    if (error instanceof DuctalError && error.code === 'slide/corrupt') return null
    throw error
  }
}

const white = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
