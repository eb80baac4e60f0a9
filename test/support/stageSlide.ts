/**
 * Slide of stagePage.ts: as large as a scan, so that an error of a fraction of a patch adds up to
 * many at its end.
 */
export const size = { width: 96_100, height: 71_300 }
/**
 * Stride of the slide's grid in level-0 pixels; not a power of two, so that cells never align with
 * tiles.
 */
export const stride = 50
