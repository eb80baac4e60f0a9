/** What a worker finds out about a slide. Types suffice: worker and host are one program. */

import type { OverrulableCode } from '../errors.ts'
import type { MppSource, SlideLevel } from './slide.ts'

/** Metadata that a reader finds in a file or folder. */
export interface SlideFacts {
  kind: 'image' | 'patches'
  vendor: string
  fingerprint: string
  /**
   * Fingerprint by the rule of older libraries, to recognise their slides; null if it is the same.
   */
  former: string | null
  /** Changes whenever a file of the slide is written or replaced; compared, never stored. */
  stamp: string
  width: number
  height: number
  /** Null when the file states no plausible value. */
  mpp: number | null
  mppSource: MppSource | null
  levels: SlideLevel[]
  truth: { negative: number; positive: number } | null
  synthetic: boolean
  /** Patch folders only: the position of each patch on the folder's own grid, and its class. */
  patches: PatchPlaces | null
  /** The reader that opened the file, and the version of the library that decodes it. */
  reader: { name: string; version: string }
  /** Name of the file's ICC profile, '' if the profile has none; null without a profile. */
  profile: string | null
  /** How the stored picture is turned to be shown, as TIFF numbers it; 1 is upright. */
  orientation: number
  /**
   * Remarks for the slide's record, one sentence each: levels that were dropped, further scenes …
   */
  notes: string[]
  /** Reasons to refuse the slide unless a reviewer overrules them. */
  doubts: Doubt[]
}

/** A reason to refuse a slide that a reviewer can overrule. */
export interface Doubt {
  code: OverrulableCode
  /** What was found, without a subject. */
  finding: string
  /** The refusal as a whole. */
  message: string
}

/**
 * A folder's own grid: origin and stride in level-0 pixels, then one entry per patch, ordered by
 * row and column.
 */
export interface PatchPlaces {
  originX: number
  originY: number
  stride: number
  cols: Int32Array
  rows: Int32Array
  /** 0, 1, or −1 when the folder states no class. */
  classes: Int8Array
  /** Number of patches below full size, which are padded by reflection. */
  partial: number
}

/** An associated image: label, macro, thumbnail … */
export interface AssociatedFacts {
  name: string
  width: number
  height: number
}
