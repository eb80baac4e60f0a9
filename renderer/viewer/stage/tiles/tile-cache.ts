import type { Slide } from '../../../../contract/slides/slide.ts'
import { urls } from '../../../../contract/transport/urls.ts'
import { dataUrl } from '../../../bridge/bridge.ts'
import { failureIn } from '../../../bridge/failure.ts'

/** Recently requested tiles by address, so that known or prefetched images appear at once. */
const kept = new Map<string, Promise<Blob>>()
const mostKept = 64

/** Returns the tile of an address if it was requested recently. */
export const recentTile = (url: string): Promise<Blob> | undefined => kept.get(url)

/**
 * Returns a tile of the viewer's pyramid, and keeps it among the recent ones.
 * @param profile in the colours of the slide's ICC profile
 */
export function cachedTile(
  slide: Slide,
  level: number,
  col: number,
  row: number,
  profile: boolean
): Promise<Blob> {
  return cached(dataUrl(urls.viewerTile(slide.id, level, col, row, profile)))
}

/** Returns the whole slide as a small picture, kept like a tile. */
export const cachedThumbnail = (slide: Slide): Promise<Blob> => cached(dataUrl(urls.thumbnail(slide.id)))

function cached(url: string): Promise<Blob> {
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

/** @throws DuctalError with the host's own code and message */
export async function fetchTile(url: string, signal: AbortSignal | null = null): Promise<Blob> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw await failureIn(response)
  return response.blob()
}
