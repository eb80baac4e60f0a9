import sharp from 'sharp'
import { viewerLevels, viewerTileSize } from '../../../contract/transport/urls.ts'
import { budgets } from './pixels/budgets.ts'
import { toSrgb } from './pixels/profile.ts'
import type { Box, OpenSlide } from './slide.ts'

/**
 * JPEG is loaded and drawn by the page without code of ours, a fourteenth of raw pixels and no
 * slower to draw (docs/benchmarks.md).
 */
const jpeg = {
  quality: 90,
  chromaSubsampling: '4:4:4',
  // A tenth smaller, but takes twice as long.
  optimiseCoding: false
} as const

const encode = async (pixels: Uint8Array, width: number, height: number): Promise<Uint8Array> =>
  sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg(jpeg)
    .toBuffer()

/** Pixels of a tile of the viewer's pyramid (contract/transport/urls.ts); undefined outside it. */
export async function viewerPixels(
  slide: OpenSlide,
  place: { level: number; col: number; row: number },
  signal?: AbortSignal
): Promise<{ pixels: Uint8Array; width: number; height: number } | undefined> {
  const { width, height } = slide.description
  const scale = 2 ** (viewerLevels(width, height) - place.level)
  const left = place.col * viewerTileSize
  const top = place.row * viewerTileSize
  const outWidth = Math.min(viewerTileSize, Math.ceil(width / scale) - left)
  const outHeight = Math.min(viewerTileSize, Math.ceil(height / scale) - top)
  if (scale < 1 || outWidth <= 0 || outHeight <= 0) return undefined
  const box = { x: left * scale, y: top * scale, width: outWidth * scale, height: outHeight * scale }
  return {
    pixels: await slide.region(box, outWidth, outHeight, signal, budgets.shown),
    width: outWidth,
    height: outHeight
  }
}

/** Returns a tile for the viewer; a single white pixel outside the pyramid. */
export async function viewerTile(
  slide: OpenSlide,
  place: { level: number; col: number; row: number; profile?: boolean },
  signal?: AbortSignal
): Promise<{ type: string; body: Uint8Array }> {
  const tile = await viewerPixels(slide, place, signal)
  const { pixels, width, height } = tile ?? { pixels: new Uint8Array([255, 255, 255]), width: 1, height: 1 }
  const shown = place.profile && slide.profile ? await toSrgb(pixels, width, height, slide.profile) : pixels
  return { type: 'image/jpeg', body: await encode(shown, width, height) }
}

/** Returns a part of the slide as a JPEG for reports; white beyond the slide. */
export async function picture(
  slide: OpenSlide,
  box: Box,
  width: number,
  height: number,
  signal?: AbortSignal
): Promise<Uint8Array> {
  return encode(await slide.region(box, width, height, signal, budgets.shown), width, height)
}

/** Returns the whole slide as a JPEG with a longest edge of at most `edge`. */
export async function thumbnail(slide: OpenSlide, edge: number, signal?: AbortSignal): Promise<Uint8Array> {
  const { width, height } = slide.description
  const scale = Math.min(1, edge / Math.max(width, height))
  const across = Math.max(1, Math.round(width * scale))
  const down = Math.max(1, Math.round(height * scale))
  return encode(
    await slide.region({ x: 0, y: 0, width, height }, across, down, signal, budgets.shown),
    across,
    down
  )
}
