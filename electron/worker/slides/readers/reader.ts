import type { DuctalError } from '../../../../contract/errors.ts'
import type { AssociatedFacts, PatchPlaces } from '../../../../contract/slides/facts.ts'
import type { Block } from '../pixels/blocks.ts'

/** A path that may be a slide, with what recognising it usually needs. */
export interface Candidate {
  path: string
  directory: boolean
  /** Bytes of the file; 0 for a folder. */
  size: number
  /** The first bytes of the file, at most 4 KiB; empty for a folder. */
  head: Buffer
  /** Names of the entries in the same folder. Read at the first call. */
  beside(): Promise<string[]>
}

/**
 * Whether a reader takes a file: yes, no, or a refusal that says what the file is and which file to
 * open instead.
 */
type Recognition = 'yes' | 'no' | DuctalError

/**
 * One format. Readers are listed in list.ts, in order; the first that recognises a file opens it.
 */
export interface Reader {
  readonly name: string
  /** Version of the library that decodes; a new version makes the program read the facts again. */
  version(): string
  /** Looks at the first bytes and at names of files next to it; decodes nothing. */
  recognise(file: Candidate): Promise<Recognition>
  /** Why the reader cannot work on this computer, for example without OpenSlide; null if it can. */
  missing?(): string | null
  /**
   * Opens a file that the reader recognised.
   * @throws DuctalError slide/corrupt, slide/unsupported, slide/incomplete
   */
  open(file: Candidate): Promise<RawSlide>
}

/**
 * What a reader knows about a slide, uninterpreted. No reader rotates pixels, converts colours,
 * decides on a scale or checks a level: assemble.ts does that for all formats by the same rules.
 */
export interface RawSlide {
  /** Format as named by the reader: aperio, dicom, generic-tiff … */
  vendor: string
  /** Finest level first, in stored orientation. */
  levels: RawLevel[]
  colour: RawColour
  /** Orientation as TIFF and EXIF number it: 1 is upright, 3 is turned by 180°, 6 by 90°. */
  orientation: Orientation
  resolution: RawResolution | null
  /** Absolute paths of all files that belong to the slide. */
  files: string[]
  /** Names of further scenes or images in the file, which are not shown. */
  scenes?: string[]
  /** Number of focal planes; only the first is shown. */
  planes?: number
  /** Text in which a scanner may name fluorescence channels. */
  title?: string
  /** Remarks for the slide's record, one sentence each. */
  notes?: string[]
  /** Label, macro image and the like. */
  associated?: RawAssociated
  /** Present only if the slide consists of cut patches. */
  patches?: RawPatches
  close(): void
}

export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

export interface RawLevel {
  width: number
  height: number
  /** Level-0 pixels per pixel where the format states it; otherwise the ratio of the widths. */
  downsample?: number
  /** Pixels that are decoded together; absent if the image is decoded once, as a whole. */
  tile?: { width: number; height: number }
  /**
   * Reads a block inside the level, with samples as stored, interleaved.
   * @returns width × height × samples values, row by row
   * @throws DuctalError slide/corrupt, call/cancelled
   */
  read(block: Block, signal?: AbortSignal): Promise<Uint8Array | Uint16Array>
}

export interface RawColour {
  /** Meaning of the samples that `read` returns. */
  model: 'rgb' | 'ycbcr' | 'grey' | 'other'
  /** What the file says, for a sentence: "palette", "CMYK", "one channel". */
  stated: string
  samples: number
  bits: 8 | 16
  /** Meaning of the samples after the colour; null if there are none. */
  extra: 'alpha' | 'premultiplied' | 'unspecified' | null
  /** Embedded ICC profile. */
  icc: Uint8Array | null
}

/** Resolution as stored: pixels per `unit`, or µm per pixel. */
export interface RawResolution {
  x: number
  y: number
  unit: 'per-cm' | 'per-inch' | 'per-nothing' | 'um'
  /**
   * Where it was found. Tags of plain images may state a print resolution; the metadata of slide
   * formats do not.
   */
  source: 'tags' | 'metadata'
}

export interface RawAssociated {
  list(): AssociatedFacts[]
  /** @returns RGB, width × height × 3 bytes */
  read(image: AssociatedFacts): Promise<Uint8Array>
}

export interface RawPatches {
  places: PatchPlaces
  truth: { negative: number; positive: number }
  /** Original patch at a position, padded to full size: RGB, 50 × 50 × 3 bytes. */
  patch(x: number, y: number): Promise<Uint8Array>
  /** Whether no patch was overwritten since the folder was opened. */
  isCurrent(): Promise<boolean>
}
