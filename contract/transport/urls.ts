import type { QueueRequest } from '../review/queue.ts'

/**
 * Data too large for a call has a URL under the page's own origin (`ductal://app/` in Electron,
 * `http://127.0.0.1:PORT/` in a browser). The host answers each URL with bytes and a media type.
 */
export const viewerTileSize = 512

/**
 * Number of halvings until the slide fits into one pixel, as in Deep Zoom: level n has the slide's
 * full size.
 */
export function viewerLevels(width: number, height: number): number {
  return Math.ceil(Math.log2(Math.max(width, height)))
}

export const urls = {
  /**
   * One tile of the viewer's pyramid; `level` counts as in {@link viewerLevels}. With `profile` in
   * the colours of the slide's ICC profile.
   */
  viewerTile: (slideId: number, level: number, col: number, row: number, profile = false) =>
    `data/slides/${slideId}/tiles/${level}/${col}_${row}${profile ? '/profile' : ''}`,
  /** JPEG, longest edge 512. */
  thumbnail: (slideId: number) => `data/slides/${slideId}/thumbnail`,
  /**
   * JPEG of an associated image, by its index in the call slides.associated. It may show the
   * patient's name: display it only on request.
   */
  associated: (slideId: number, index: number) => `data/slides/${slideId}/associated/${index}`,
  /** 8-bit tissue scores, width × height bytes, row by row; see the call slides.tissue. */
  tissue: (slideId: number) => `data/slides/${slideId}/tissue`,
  /**
   * Float32 little-endian, cols × rows of the run's grid: probability, NaN without one, −1 in a
   * failed tile.
   */
  grid: (runId: number) => `data/runs/${runId}/grid`,
  /** PNG of one patch of a run, with the pixels its network sees. */
  patch: (runId: number, row: number, col: number) => `data/runs/${runId}/patches/${row}_${col}`,
  /**
   * Int8, cols × rows of the run's grid: ground truth of the slide, 0 or 1, or −1 when there is
   * none.
   */
  truth: (runId: number) => `data/runs/${runId}/truth`,
  /**
   * Uint8, cols × rows of the run's grid: quality flag, as its position in quality.ts counted from
   * 1; 0 without a flag.
   */
  flags: (runId: number) => `data/runs/${runId}/flags`,
  /**
   * Uint8, cols × rows of the run's grid: the reviewer's label as an index into `labelWords` in
   * queue.ts.
   */
  labels: (runId: number) => `data/runs/${runId}/labels`,
  /** The review queue in the format that `readQueue` in queue.ts reads. */
  queue: (runId: number, { unit, order, classes, filter }: QueueRequest) =>
    `data/runs/${runId}/queue/${unit}/${order}/${classes}/${filter}`,
  /**
   * The region report of a run as a standalone HTML document, with images of that many regions, or
   * all by default.
   */
  report: (runId: number, pictures?: number) => `data/runs/${runId}/report/${pictures ?? 'all'}`,
  /** A file written for a browser to download; see files/target.ts. */
  download: (id: string) => `data/downloads/${id}`
}

/** The response to one of the URLs above. */
export interface Resource {
  status: number
  type: string
  /** Content security policy, for a document with its own. */
  policy?: string
  /** A file to send instead of the body, and its name. Only a browser is given one. */
  download?: { path: string; name: string }
  body: Uint8Array
}
