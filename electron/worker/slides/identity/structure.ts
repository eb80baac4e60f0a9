import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { DamagedTiff, type Directory, TiffFile, tags } from '../readers/tiff/structure.ts'

/** Tables of where tiles are stored; a slide whose pixels change rarely keeps their lengths. */
const tables = [tags.tileOffsets, tags.tileByteCounts, tags.stripOffsets, tags.stripByteCounts]
const mostTableBytes = 2 ** 28
const mostSubImages = 64

/**
 * Adds the structure of a large file to its fingerprint: the tile tables of every image of a TIFF,
 * the offset tables or item lengths of DICOM frames. Other formats have none that is known here.
 */
export async function addStructure(hash: Hash, file: FileHandle, size: number): Promise<void> {
  try {
    const tiff = await TiffFile.of(file)
    if (tiff) await addTiff(hash, tiff)
    else await addDicom(hash, file, size)
  } catch (error) {
    // A damaged table has no structure; where it fails is the same each time.
    if (!(error instanceof DamagedTiff || error instanceof RangeError)) throw error
    hash.update('damaged\n')
  }
}

async function addTiff(hash: Hash, tiff: TiffFile): Promise<void> {
  const add = async (directory: Directory) => {
    for (const tag of tables) {
      const table = await directory.raw(tag, mostTableBytes)
      if (table) hash.update(`${tag} ${table.length}\n`).update(table)
    }
  }
  for (const directory of await tiff.directories()) {
    await add(directory)
    if (directory.count(tags.subIfds) > mostSubImages) continue
    for (const at of await directory.numbers(tags.subIfds)) await add((await tiff.directoryAt(at)).directory)
  }
}

/** Tag (7FE0,0010) of encapsulated pixel data: OB, reserved, undefined length. */
const pixelData = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff])
/** The header of a slide, with positions of all its frames, may be tens of MiB. */
const mostHeaderBytes = 64 * 2 ** 20
const mostFrames = 100_000

/** Adds the header of a DICOM file, its offset table, and the lengths of its frames. */
async function addDicom(hash: Hash, file: FileHandle, size: number): Promise<void> {
  const head = Buffer.alloc(Math.min(size, mostHeaderBytes))
  await file.read(head, 0, head.length, 0)
  if (head.toString('latin1', 128, 132) !== 'DICM') return
  const found = head.indexOf(pixelData)
  hash.update(found < 0 ? head : head.subarray(0, found))
  if (found < 0) return
  let at = found + pixelData.length
  const item = Buffer.alloc(8)
  for (let frame = 0; frame < mostFrames && at + 8 <= size; frame++) {
    await file.read(item, 0, 8, at)
    if (item.readUInt32LE(0) !== 0xe000fffe) return
    hash.update(item)
    const length = item.readUInt32LE(4)
    at += 8 + length
    if (frame > 0 || length === 0) continue
    const offsets = Buffer.alloc(Math.min(length, size - at + length))
    await file.read(offsets, 0, offsets.length, at - length)
    hash.update(offsets)
    // The offsets of all frames also give their lengths.
    return
  }
}
