import { join } from 'node:path'
import pLimit from 'p-limit'
import sharp from 'sharp'
import { isJpeg } from '../../../../evaluation/data/decode.ts'
import { isLarge, isSmall, type Size, wrongSize } from '../../../../evaluation/data/sizes.ts'
import { firstBytes } from '../../../../files/regular.ts'
import { bad, type PatchFile, patchEdge } from './patchFolder.ts'

/** What the headers of a folder's files say. */
export interface PatchSizes {
  /** Patches smaller than 50 × 50. */
  partial: number
  /** Remarks for the slide's record, one sentence each. */
  notes: string[]
}

interface Header extends Size {
  jpeg: boolean
}

const together = pLimit(32)
const headBytes = 24

/**
 * Reads the size of each patch from its header. Files without a readable header are found when they
 * are decoded.
 * @throws DuctalError slide/bad-patches if no patch has the size of one
 */
export async function patchSizes(folder: string, files: readonly PatchFile[]): Promise<PatchSizes> {
  const headers = await Promise.all(
    files.map(file =>
      together(async () => {
        const header = await headerOf(join(folder, file.path)).catch(() => undefined)
        return header && { ...file, ...header }
      })
    )
  )
  const known = headers.filter(header => header !== undefined)
  const wrong = wrongSize(known)
  if (wrong) throw bad(folder, wrong)
  const large = known.filter(isLarge).length
  const partial = known.filter(header => isSmall(header) && !isLarge(header)).length
  const jpeg = known.filter(header => header.jpeg).length
  return {
    partial,
    notes: [
      ...(jpeg > 0
        ? [`${jpeg} of ${files.length} patches are stored as JPEG, which changes probabilities slightly.`]
        : []),
      ...(large > 0
        ? [`${large} of ${files.length} patches are larger than ${patchEdge}×${patchEdge} pixels.`]
        : [])
    ]
  }
}

async function headerOf(path: string): Promise<Header | undefined> {
  const head = await firstBytes(path, headBytes)
  if (head.length < headBytes) return undefined
  if (head.readUInt32BE(0) === pngSignature)
    return { width: head.readUInt32BE(16), height: head.readUInt32BE(20), jpeg: false }
  const { width, height } = await sharp(path).metadata()
  return { width, height, jpeg: isJpeg(head) }
}

const pngSignature = 0x89504e47
