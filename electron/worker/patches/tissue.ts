import { DuctalError } from '../../../contract/errors.ts'
import { budgets } from '../slides/pixels/budgets.ts'
import { stainScore } from '../slides/pixels/stain.ts'
import type { OpenSlide } from '../slides/slide.ts'

/** Cells of a map: a slide of 25 cm × 25 cm has as many of 32 µm. */
const mostCells = 64_000_000

export interface TissueScores {
  width: number
  height: number
  /** 0 is bare glass, 255 the densest stain. */
  scores: Uint8Array
}

/**
 * Scores every cell of `cell` µm by its stain. In a patch folder, patches are tissue and everything
 * else is not.
 * @param mpp µm per level-0 pixel
 * @throws DuctalError slide/too-large if the slide has no size that a slide can have
 */
export async function tissueScores(
  slide: OpenSlide,
  mpp: number,
  cell: number,
  signal?: AbortSignal
): Promise<TissueScores> {
  const edge = cell / mpp
  const width = Math.max(1, Math.ceil(slide.description.width / edge))
  const height = Math.max(1, Math.ceil(slide.description.height / edge))
  if (width * height > mostCells)
    throw new DuctalError(
      'slide/too-large',
      `At ${mpp} µm per pixel the slide is ${metres(slide.description.width * mpp)} × ${metres(slide.description.height * mpp)} large, more than a slide can be. Correct its resolution.`
    )
  const { patches } = slide.description
  if (patches) {
    const scores = new Uint8Array(width * height)
    for (let i = 0; i < patches.cols.length; i++) {
      const left = Math.floor((patches.originX + patches.cols[i]! * patches.stride) / edge)
      const right = Math.ceil((patches.originX + (patches.cols[i]! + 1) * patches.stride) / edge)
      const top = Math.floor((patches.originY + patches.rows[i]! * patches.stride) / edge)
      const bottom = Math.ceil((patches.originY + (patches.rows[i]! + 1) * patches.stride) / edge)
      for (let y = top; y < Math.min(bottom, height); y++)
        scores.fill(255, y * width + left, y * width + Math.min(right, width))
    }
    return { width, height, scores }
  }
  const pixels = await slide.region(
    { x: 0, y: 0, width: width * edge, height: height * edge },
    width,
    height,
    signal,
    budgets.tissue
  )
  const scores = new Uint8Array(width * height)
  for (let i = 0; i < scores.length; i++)
    scores[i] = stainScore(pixels[i * 3]!, pixels[i * 3 + 1]!, pixels[i * 3 + 2]!)
  return { width, height, scores }
}

const metres = (micrometres: number) => `${(micrometres / 1e6).toFixed(2)} m`
