/** The slide of stagePage.ts: as large as a scan, so that what is off by a fraction of a patch each time is off by many at its end. */
export const size = { width: 96_100, height: 71_300 }
/** Of its grid, in level-0 pixels: no power of two, so that cells never lie on tiles. */
export const stride = 50
