import { z } from 'zod'

/** The smallest and largest µm per pixel that a slide may claim; anything else is asked for. */
export const plausibleMpp = { min: 0.05, max: 20 } as const

export const Mpp = z.number().min(plausibleMpp.min).max(plausibleMpp.max)

/** Where the µm per pixel came from: the file's own tags, a person, or the published layout of a patch folder. */
export const MppSource = z.enum(['file', 'user', 'layout'])

export const SlideLevel = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Level-0 pixels per pixel of this level. */
  downsample: z.number().positive()
})

/** A slide as the library knows it. All coordinates of a slide are level-0 pixels from the top left of the full image. */
export const Slide = z.object({
  id: z.number().int().positive(),
  path: z.string(),
  name: z.string(),
  /** `openslide`: a slide file; `patches`: a folder of cut patches in the published layout. */
  kind: z.enum(['openslide', 'patches']),
  /** Format as the reader names it: aperio, dicom, generic-tiff, patch-folder … */
  vendor: z.string(),
  /** Identifies the content, wherever the file lies: `sha256:` and 64 hex digits. */
  fingerprint: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** µm per level-0 pixel; null until somebody says. */
  mpp: Mpp.nullable(),
  mppSource: MppSource.nullable(),
  levels: z.array(SlideLevel).min(1),
  /** Ground truth that the slide carries: patches of each class. */
  truth: z.object({ negative: z.number().int(), positive: z.number().int() }).nullable(),
  /** Made by this program, no patient's tissue. */
  synthetic: z.boolean(),
  /** The file is not at its path any more. */
  missing: z.boolean(),
  addedAt: z.string()
})

export type Slide = z.infer<typeof Slide>
export type SlideLevel = z.infer<typeof SlideLevel>
export type MppSource = z.infer<typeof MppSource>
