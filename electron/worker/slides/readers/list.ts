import { dicomReader } from './dicom.ts'
import { imageReader } from './image.ts'
import { openslideReader } from './openslide.ts'
import { patchFolderReader } from './patches.ts'
import type { Reader } from './reader.ts'
import { tiffReader } from './tiff.ts'

/** All readers. The first that recognises a file opens it. */
export const readers: readonly Reader[] = [
  patchFolderReader,
  openslideReader,
  dicomReader,
  tiffReader,
  imageReader
]
