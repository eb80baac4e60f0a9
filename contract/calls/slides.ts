import { z } from 'zod'
import { overrulableCodes } from '../errors.ts'
import { AssociatedImage } from '../slides/library.ts'
import { Mpp, Slide } from '../slides/slide.ts'
import { path, words } from '../text/text.ts'
import { call, slideId } from './call.ts'

/** Calls about slides and what their files contain. */
export const slidesCalls = {
  'slides.list': call(z.void(), z.array(Slide)),
  /**
   * Opens a slide file, a patch folder, or a folder of either. Lists what failed next to what
   * opened. `overrule` names refusals that the current reviewer overrules, which is recorded.
   */
  'slides.open': call(
    z.object({
      path,
      mpp: Mpp.optional(),
      overrule: z.array(z.enum(overrulableCodes)).optional()
    }),
    z.object({
      slides: z.array(Slide),
      refused: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    }),
    { writes: true }
  ),
  'slides.setMpp': call(z.object({ slideId, mpp: Mpp }), Slide, { writes: true }),
  /** Dismisses a warning about the slide's analyses, or shows it again. */
  'slides.dismiss': call(z.object({ slideId, warning: words(100), dismissed: z.boolean() }), Slide, {
    writes: true
  }),
  /** Removes a slide and its runs from the library; the slide file stays where it is. */
  'slides.remove': call(z.object({ slideId }), z.void(), { writes: true }),
  /**
   * Low-resolution map of tissue scores: its size, the edge of a cell in level-0 pixels, the
   * proposed threshold, and the URL of its pixels.
   */
  'slides.tissue': call(
    z.object({ slideId }),
    z.object({
      width: z.number().int(),
      height: z.number().int(),
      cell: z.number().positive(),
      threshold: z.number(),
      url: z.string()
    })
  ),
  /** Associated images such as label and macro. No other call or export contains them. */
  'slides.associated': call(z.object({ slideId }), z.array(AssociatedImage))
} as const
