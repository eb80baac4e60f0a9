import type { Overruling } from './slide.ts'

/**
 * Says why the program refused a slide, and who opened it all the same.
 * @param when the time of the overruling, formatted for the reader
 */
export const overrulingSentence = ({ finding, reviewer }: Overruling, when: string): string =>
  `Refused as not brightfield H&E, because ${finding}. Opened anyway by ${reviewer}, ${when}.`
