import OpenSeadragon from 'openseadragon'
import type { Ref } from 'vue'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { urls, viewerLevels, viewerTileSize } from '../../../../contract/transport/urls.ts'
import { dataUrl } from '../../../bridge/bridge.ts'
import { fetchTile, recentTile } from './tile-cache.ts'

/**
 * Returns the viewer's pyramid of a slide (contract/transport/urls.ts). Aborts requests for tiles
 * that are no longer needed.
 * @param profile shows the colours of the slide's ICC profile
 * @param loading counts the tiles that are being loaded
 */
export function tileSourceOf(slide: Slide, profile: boolean, loading: Ref<number>): OpenSeadragon.TileSource {
  const maxLevel = viewerLevels(slide.width, slide.height)
  const whole = Math.ceil(Math.log2(Math.max(slide.width, slide.height) / viewerTileSize))
  const source = new OpenSeadragon.TileSource({
    width: slide.width,
    height: slide.height,
    tileSize: viewerTileSize,
    // Start at the first level that fits in one tile, since smaller levels show nothing more.
    minLevel: Math.max(0, maxLevel - Math.max(0, whole)),
    maxLevel
  })
  const waiting = new WeakMap<OpenSeadragon.ImageJob, AbortController>()
  source.getTileUrl = (level, x, y) => dataUrl(urls.viewerTile(slide.id, level, x, y, profile))
  source.downloadTileStart = job => {
    const abort = new AbortController()
    waiting.set(job, abort)
    loading.value++
    const tile = recentTile(job.src) ?? fetchTile(job.src, abort.signal)
    tile
      .then(
        blob => job.finish(blob, null, 'rasterBlob'),
        (error: unknown) => job.fail(error instanceof Error ? error.message : String(error), null)
      )
      .finally(() => loading.value--)
  }
  source.downloadTileAbort = job => waiting.get(job)?.abort()
  return source
}
