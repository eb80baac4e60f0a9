import { overrulingSentence } from '../../../contract/slides/overruling.ts'
import type { Overruling } from '../../../contract/slides/slide.ts'

/** Quotes a cell as RFC 4180 requires. */
export const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Overruled refusals of a slide in one cell; null without any. */
export const overrulingsIn = (overruled: readonly Overruling[]): string | null =>
  overruled.map(each => overrulingSentence(each, each.at)).join(' ') || null
