import { DuctalError } from '../../../../contract/errors.ts'
import { openRegular } from '../../../../files/regular.ts'
import { DamagedTiff, type Directory, TiffFile, tags } from './tiff/structure.ts'

/** Pixels of one tile; scanners write up to 1024 × 1024. */
const mostTilePixels = 64_000_000

/**
 * Checks the tiles of a scanner's TIFF before OpenSlide opens it: it reserves memory for a tile of
 * any size that a damaged file states, and ends the process if there is too little.
 * @throws DuctalError slide/corrupt
 */
export async function checkTiles(path: string): Promise<void> {
  const handle = await openRegular(path)
  try {
    const file = await TiffFile.of(handle)
    for (const directory of (await file?.directories()) ?? []) {
      const size = await tileOf(directory)
      if (size && !(size.width >= 1 && size.height >= 1 && size.width * size.height <= mostTilePixels))
        throw new DuctalError(
          'slide/corrupt',
          `${path} cannot be decoded (it states tiles of ${size.width} × ${size.height} pixels). Copy it again from its source.`
        )
    }
  } catch (error) {
    // OpenSlide says what is damaged.
    if (!(error instanceof DamagedTiff || error instanceof RangeError)) throw error
  } finally {
    await handle.close()
  }
}

/** Strips are not read as tiles, and NDPI has a single one of any size. */
async function tileOf(directory: Directory): Promise<{ width: number; height: number } | undefined> {
  if (!directory.has(tags.tileWidth)) return undefined
  return {
    width: await directory.number(tags.tileWidth, 0),
    height: await directory.number(tags.tileHeight, 0)
  }
}
