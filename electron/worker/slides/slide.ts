import type { AssociatedFacts, SlideFacts } from '../../../contract/worker.ts'

/** Everything that a reader knows of a slide before anybody computes its fingerprint. */
export type SlideDescription = Omit<SlideFacts, 'fingerprint'>

/** A place in level-0 pixels; may be fractional and may reach beyond the slide. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** An open slide, whatever its format. Above this, nobody knows of files, levels or vendors. */
export interface OpenSlide {
  readonly description: SlideDescription
  /**
   * Pixels of a box at any scale, by exact area averaging from the nearest finer level; white beyond the slide.
   * @returns RGB, outWidth × outHeight × 3 bytes, row by row
   * @throws DuctalError slide/corrupt where the file cannot be decoded, call/cancelled
   */
  region(box: Box, outWidth: number, outHeight: number, signal?: AbortSignal): Promise<Uint8Array>
  /**
   * Slides that consist of cut patches only: the patch at a place, as it was cut, padded to its full size.
   * @returns RGB, 50 × 50 × 3 bytes
   * @throws DuctalError slide/corrupt where it cannot be decoded
   */
  patch?(x: number, y: number): Promise<Uint8Array>
  /** Images beside the slide itself, as its label; absent where a format has none. */
  readonly associated?: {
    list(): AssociatedFacts[]
    /** @returns RGB, width × height × 3 bytes @throws DuctalError slide/corrupt */
    read(image: AssociatedFacts): Promise<Uint8Array>
  }
  close(): void
}

/**
 * A slide file of one resolution, as its own tags describe it.
 * @param mpp µm per pixel that the file states; null where it states none that is plausible
 */
export function singleLevel(
  vendor: string,
  { width, height }: { width: number; height: number },
  mpp: number | null
): SlideDescription {
  return {
    kind: 'openslide',
    vendor,
    width,
    height,
    mpp,
    mppSource: mpp === null ? null : 'file',
    levels: [{ width, height, downsample: 1 }],
    truth: null,
    synthetic: false,
    patches: null
  }
}
