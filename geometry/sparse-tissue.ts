import type { Grid } from '../contract/runs/run.ts'

/** Scores of square cells over a slide, row by row; `cell` is their edge in level-0 pixels. */
interface Map {
  width: number
  height: number
  cell: number
  scores: ArrayLike<number>
}

/**
 * Finds the tissue that a run leaves out because its patches have too little tissue.
 * @param threshold score from which a cell is tissue
 * @param planned whether a patch is to be analysed
 * @returns a byte per cell: 1 for tissue whose centre lies in no planned patch
 */
export function sparseTissue(
  { width, height, cell, scores }: Map,
  threshold: number,
  grid: Pick<Grid, 'originX' | 'originY' | 'stride' | 'patch' | 'cols' | 'rows'>,
  planned: (row: number, col: number) => boolean
): Uint8Array {
  const { originX, originY, stride, patch, cols, rows } = grid
  // First and last row or column of the patches that hold a point.
  const first = (at: number) => Math.max(0, Math.floor((at - patch) / stride) + 1)
  const last = (at: number, most: number) => Math.min(most - 1, Math.floor(at / stride))
  const left = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const down = (y + 0.5) * cell - originY
    const [top, bottom] = [first(down), last(down, rows)]
    for (let x = 0; x < width; x++) {
      if (scores[y * width + x]! < threshold) continue
      const across = (x + 0.5) * cell - originX
      left[y * width + x] = inSome(top, bottom, first(across), last(across, cols)) ? 0 : 1
    }
  }
  return left

  function inSome(top: number, bottom: number, from: number, to: number): boolean {
    for (let row = top; row <= bottom; row++)
      for (let col = from; col <= to; col++) if (planned(row, col)) return true
    return false
  }
}
