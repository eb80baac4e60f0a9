import { field, writeTiff } from './tiff.ts'

/** Writes a slide that looks like H&E, but whose description names a fluorescence channel. */
export const writeFluorescence = (path: string): Promise<string> =>
  writeTiff(path, [
    {
      width: 1024,
      height: 768,
      pixels: field(1024, 768),
      tile: 256,
      resolution: { x: 10_000, y: 10_000, unit: 3 },
      description: 'channels: DAPI, FITC'
    }
  ])
