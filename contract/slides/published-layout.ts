/**
 * Patches of the published data set (Janowczyk and Madabhushi 2016) and of folders in its layout:
 * edge in pixels, and µm per pixel.
 */
export const publishedLayout = { patch: 50, mpp: 4 } as const
