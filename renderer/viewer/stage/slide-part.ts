import type { Slide } from '../../../contract/slide.ts'
import { urls, viewerLevels, viewerTileSize } from '../../../contract/urls.ts'
import { dataUrl } from '../../bridge/bridge.ts'
import { failureIn } from '../../core/bytes.ts'
import type { Box } from './stage.ts'

/** Recently requested tiles by address, so that known or prefetched images appear at once. */
const kept = new Map<string, Promise<Blob>>()
const mostKept = 64

/** Returns the tile of an address if it was requested recently. */
export const foreseen = (url: string): Promise<Blob> | undefined => kept.get(url)

function tile(slide: Slide, level: number, col: number, row: number): Promise<Blob> {
  const url = dataUrl(urls.viewerTile(slide.id, level, col, row))
  const known = kept.get(url) ?? fetchTile(url)
  kept.delete(url)
  kept.set(url, known)
  known.catch(() => kept.delete(url))
  for (const [oldest] of kept) {
    if (kept.size <= mostKept) break
    kept.delete(oldest)
  }
  return known
}

async function fetchTile(url: string): Promise<Blob> {
  const response = await fetch(url)
  if (!response.ok) throw await failureIn(response)
  return response.blob()
}

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
 * @throws DuctalError
 */
export async function drawPart(
  canvas: HTMLCanvasElement,
  slide: Slide,
  box: Box,
  signal: AbortSignal
): Promise<void> {
  const { level, shrink, places } = tilesOf(slide, box, canvas.width)
  const tiles = await Promise.all(
    places.map(async ([col, row]) => createImageBitmap(await tile(slide, level, col, row)))
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
export function foresee(slide: Slide, box: Box, pixels: number): void {
  const { level, places } = tilesOf(slide, box, pixels)
  // Drawing the image will report the failure.
  for (const [col, row] of places) tile(slide, level, col, row).catch(() => {})
}
