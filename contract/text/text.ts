import { z } from 'zod'
import { canBePath, repairText } from './repair.ts'

/**
 * The kinds of strings that may enter: a test checks that every string of every call has one, or a
 * pattern of its own.
 */
export const textKinds = z.registry<{ text: 'text' | 'path' }>()

/**
 * A text of at most `most` UTF-16 units, made whole as in repair.ts.
 * @param most refused before anything is done with the text
 */
export const text = (most: number) =>
  z
    .string()
    .max(most)
    .register(textKinds, { text: 'text' })
    .transform(repairText)
    .pipe(z.string().max(most).register(textKinds, { text: 'text' }))

/** A text without space at its ends, and not empty. */
export const words = (most: number) =>
  text(most).pipe(z.string().trim().min(1).register(textKinds, { text: 'text' }))

/** A text without space at its ends, perhaps empty. */
export const trimmed = (most: number) =>
  text(most).pipe(z.string().trim().register(textKinds, { text: 'text' }))

/** Name of a model, a format and the like, which is looked up in a list. */
export const name = text(200)

/**
 * A path, exactly as the system names it: file names need not be composed, so nothing is replaced.
 * Windows has the longest.
 */
export const path = z
  .string()
  .max(32_767)
  .refine(canBePath, 'a path has no NUL and no half of a character')
  .register(textKinds, { text: 'path' })
