import type { AssociatedFacts, SlideFacts } from '../../../contract/slides/facts.ts'

/** Everything that a reader knows about a slide before its fingerprint is computed. */
export type SlideDescription = Omit<SlideFacts, 'fingerprint' | 'former' | 'stamp' | 'doubts'>

/** An area in level-0 pixels; may be fractional and extend beyond the slide. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** An open slide of any format. Callers need not know about files, levels or vendors. */
export interface OpenSlide {
  readonly description: SlideDescription
  /** Absolute paths of all files that belong to the slide. */
  readonly files: readonly string[]
  /** ICC profile of the pixels, which `region` does not apply; null without one. */
  readonly profile: Uint8Array | null
  /** Text in which a scanner may name fluorescence channels; empty if there is none. */
  readonly title: string
  /**
   * Returns the pixels of a box at any scale, by exact area averaging from the nearest finer level;
   * white beyond the slide.
   * @param most fills the box from samples if more pixels would be decoded; for pictures only
   * @returns RGB, outWidth × outHeight × 3 bytes, row by row
   * @throws DuctalError slide/corrupt if the file cannot be decoded, call/cancelled
   */
  region(
    box: Box,
    outWidth: number,
    outHeight: number,
    signal?: AbortSignal,
    most?: number
  ): Promise<Uint8Array>
  /**
   * Only for slides that consist of cut patches: returns the original patch at a position, padded
   * to full size.
   * @returns RGB, patch × patch × 3 bytes, as in the published layout
   * @throws DuctalError slide/corrupt if it cannot be decoded, slide/changed if it no longer exists
   */
  patch?(x: number, y: number): Promise<Uint8Array>
  /**
   * Only for slides that consist of cut patches: whether no patch was overwritten since the folder
   * was opened. `region` and `patch` compare the patches that they read.
   */
  isCurrent?(): Promise<boolean>
  /** Associated images such as the label; absent if the format has none. */
  readonly associated?: {
    list(): AssociatedFacts[]
    /**
     * @returns RGB, width × height × 3 bytes
     * @throws DuctalError slide/corrupt
     */
    read(image: AssociatedFacts): Promise<Uint8Array>
  }
  close(): void
}
