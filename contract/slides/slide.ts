import { z } from 'zod'
import { overrulableCodes } from '../errors.ts'

/** Range of µm per pixel that a slide may state; outside it, the user is asked. */
export const plausibleMpp = { min: 0.05, max: 20 } as const

export const Mpp = z.number().min(plausibleMpp.min).max(plausibleMpp.max)

/**
 * Source of the µm per pixel: the file's tags, a user, or the published layout of a patch folder.
 */
export const MppSource = z.enum(['file', 'user', 'layout'])

export const SlideLevel = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Level-0 pixels per pixel of this level. */
  downsample: z.number().positive()
})

/** A refusal that a reviewer overruled, because they know that the slide is fit to be analysed. */
export const Overruling = z.object({
  code: z.enum(overrulableCodes),
  /** What the program found, without a subject. */
  finding: z.string(),
  reviewer: z.string(),
  /** ISO 8601, in UTC. */
  at: z.string()
})

/**
 * A slide as the library knows it. All coordinates are level-0 pixels from the top left of the full
 * image.
 */
export const Slide = z.object({
  id: z.number().int().positive(),
  path: z.string(),
  name: z.string(),
  /** `openslide`: a slide file; `patches`: a folder of cut patches in the published layout. */
  kind: z.enum(['image', 'patches']),
  /** Format as named by the reader: aperio, dicom, generic-tiff, patch-folder … */
  vendor: z.string(),
  /** Identifies the content regardless of its path: `sha256:` or `sha256-2:` and 64 hex digits. */
  fingerprint: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** µm per level-0 pixel; null until a user sets it. */
  mpp: Mpp.nullable(),
  mppSource: MppSource.nullable(),
  levels: z.array(SlideLevel).min(1),
  /** Number of patches in each class of the slide's ground truth. */
  truth: z.object({ negative: z.number().int(), positive: z.number().int() }).nullable(),
  /** Made by this program; not a patient's tissue. */
  synthetic: z.boolean(),
  /** The slide is no longer at its path: the file is gone or has other content. */
  missing: z.boolean(),
  /** The file at the path has other content than the one that was opened and analysed. */
  changed: z.boolean(),
  /** The reader that stated these facts; null until the slide is read again after an update. */
  reader: z.object({ name: z.string(), version: z.string() }).nullable(),
  /** What the reader did not use or show, one sentence each: levels, scenes, profiles … */
  remarks: z.array(z.string()),
  /** Name of the file's ICC profile, '' if the profile has none; null without a profile. */
  profile: z.string().nullable(),
  /** Refusals that were overruled to open the slide; empty for nearly all slides. */
  overruled: z.array(Overruling),
  /** Warnings about the slide's analyses that a user has dismissed. */
  dismissed: z.array(z.string()),
  addedAt: z.string()
})

export type Slide = z.infer<typeof Slide>
export type Overruling = z.infer<typeof Overruling>
export type SlideLevel = z.infer<typeof SlideLevel>
export type MppSource = z.infer<typeof MppSource>
