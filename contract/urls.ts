import type { QueueRequest } from './queue.ts'

/**
 * What is too large for a call has an address under the door's own origin (`ductal://app/` in Electron,
 * `http://127.0.0.1:PORT/` in a browser). A host answers each with bytes and a media type.
 */
export const viewerTileSize = 512

/** Number of halvings until the slide fits into one pixel, as in Deep Zoom: level n has the slide's full size. */
export function viewerLevels(width: number, height: number): number {
  return Math.ceil(Math.log2(Math.max(width, height)))
}

export const urls = {
  /** One tile of the viewer's pyramid; `level` counts as in {@link viewerLevels}. */
  viewerTile: (slideId: number, level: number, col: number, row: number) =>
    `data/slides/${slideId}/tiles/${level}/${col}_${row}`,
  /** JPEG, longest edge 512. */
  thumbnail: (slideId: number) => `data/slides/${slideId}/thumbnail`,
  /** JPEG of an image beside the slide, by its place in the call slides.associated. It may name the patient: show it only to who asks. */
  associated: (slideId: number, index: number) => `data/slides/${slideId}/associated/${index}`,
  /** 8-bit tissue scores, width × height bytes, row by row; see the call slides.tissue. */
  tissue: (slideId: number) => `data/slides/${slideId}/tissue`,
  /** Float32 little-endian, cols × rows of the run's grid: a probability, NaN where there is none, −1 where a tile failed. */
  grid: (runId: number) => `data/runs/${runId}/grid`,
  /** PNG: the pixels of one of a run's patches as its network sees them. */
  patch: (runId: number, row: number, col: number) => `data/runs/${runId}/patches/${row}_${col}`,
  /** Int8, cols × rows of the run's grid: the slide's own ground truth 0 or 1, −1 where there is none. */
  truth: (runId: number) => `data/runs/${runId}/truth`,
  /** Uint8, cols × rows of the run's grid: what the gate says of a patch, the place of its flag in gate.ts from 1 on; 0 where nothing. */
  flags: (runId: number) => `data/runs/${runId}/flags`,
  /** Uint8, cols × rows of the run's grid: the reviewer's label, as `labelWords` in queue.ts counts them. */
  labels: (runId: number) => `data/runs/${runId}/labels`,
  /** The review queue, as `readQueue` in queue.ts reads it. */
  queue: (runId: number, { unit, order, classes, filter }: QueueRequest) =>
    `data/runs/${runId}/queue/${unit}/${order}/${classes}/${filter}`,
  /** The region report of a run as HTML, a document of its own; pictures of so many regions, of all where absent. */
  report: (runId: number, pictures?: number) => `data/runs/${runId}/report/${pictures ?? 'all'}`
}

/** An answer to one of the addresses above. */
export interface Resource {
  status: number
  type: string
  /** Content policy of a document that has one of its own. */
  policy?: string
  body: Uint8Array
}
