import { dicomReader } from './dicom.ts'
import { imageReader } from './image.ts'
import { openslideReader } from './openslide.ts'
import { patchFolderReader } from './patches.ts'
import type { Reader } from './reader.ts'
import { tiffReader } from './tiff.ts'

/**
 * All readers. The first that recognises a file opens it. DICOM comes before OpenSlide, which does
 * not check its colours and does not say which files belong to a slide.
 */
export const readers: readonly Reader[] = [
  patchFolderReader,
  dicomReader,
  openslideReader,
  tiffReader,
  imageReader
]
