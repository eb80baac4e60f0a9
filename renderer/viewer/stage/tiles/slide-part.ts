import type { Slide } from '../../../../contract/slides/slide.ts'
import { viewerLevels, viewerTileSize } from '../../../../contract/transport/urls.ts'
import type { Box } from '../frame.ts'
import { cachedTile } from './tile-cache.ts'

/**
 * Selects the tiles of the viewer's pyramid that show a box at a given size, from the smallest
 * level with at least that many pixels.
 */
function tilesOf(
  slide: Slide,
  box: Box,
  pixels: number
): { level: number; shrink: number; places: [number, number][] } {
  const levels = viewerLevels(slide.width, slide.height)
  const halvings = Math.min(
    levels,
    Math.max(0, Math.floor(Math.log2(Math.max(box.width, box.height) / pixels)))
  )
  const shrink = 2 ** halvings
  const span = shrink * viewerTileSize
  const places: [number, number][] = []
  const last = (length: number) => Math.ceil(length / span) - 1
  for (
    let row = Math.max(0, Math.floor(box.y / span));
    row <= Math.min(last(slide.height), Math.floor((box.y + box.height) / span));
    row++
  )
    for (
      let col = Math.max(0, Math.floor(box.x / span));
      col <= Math.min(last(slide.width), Math.floor((box.x + box.width) / span));
      col++
    )
      places.push([col, row])
  return { level: levels - halvings, shrink, places }
}

/**
 * Draws the part of the slide within a box onto the whole canvas.
 * @param profile in the colours of the slide's ICC profile
 * @throws DuctalError
 */
export async function drawPart(
  canvas: HTMLCanvasElement,
  slide: Slide,
  box: Box,
  profile: boolean,
  signal: AbortSignal
): Promise<void> {
  const { level, shrink, places } = tilesOf(slide, box, canvas.width)
  const tiles = await Promise.all(
    places.map(async ([col, row]) => createImageBitmap(await cachedTile(slide, level, col, row, profile)))
  )
  const context = canvas.getContext('2d')
  if (signal.aborted || !context) return
  context.resetTransform()
  context.clearRect(0, 0, canvas.width, canvas.height)
  const scale = canvas.width / box.width
  // Enlarged pixels stay square, because interpolation would invent detail that the slide lacks.
  context.imageSmoothingEnabled = scale * shrink < 1
  context.imageSmoothingQuality = 'high'
  places.forEach(([col, row], index) => {
    const bitmap = tiles[index]
    if (!bitmap) return
    const span = shrink * viewerTileSize
    context.drawImage(
      bitmap,
      (col * span - box.x) * scale,
      (row * span - box.y) * scale,
      bitmap.width * shrink * scale,
      bitmap.height * shrink * scale
    )
  })
}

/** Prefetches the tiles of an image that will soon be drawn. */
export function prefetchPart(slide: Slide, box: Box, pixels: number, profile: boolean): void {
  const { level, places } = tilesOf(slide, box, pixels)
  // Drawing the image will report the failure.
  for (const [col, row] of places) cachedTile(slide, level, col, row, profile).catch(() => {})
}
