import type { Box } from '../slide.ts'

export interface Level {
  width: number
  height: number
  downsample: number
}

/** Pixels of an area, and whether they were filled from a few samples. */
export interface Area {
  /** RGB, outWidth × outHeight × 3 bytes. */
  pixels: Uint8Array
  sampled: boolean
}

/** Reads an area of one level, averaged down. The box is in level-0 pixels. */
export type ReadLevel = (level: number, box: Box, outWidth: number, outHeight: number) => Promise<Area>
