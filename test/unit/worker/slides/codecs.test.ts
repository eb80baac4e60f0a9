import { expect, test } from 'vitest'
import { decodeJpegLs } from '../../../../electron/worker/slides/readers/codecs/codecs.ts'
import { jpegLsTile } from '../../../support/dicom.ts'
import { field } from '../../../support/tiff.ts'

const size = { width: 64, height: 64, samples: 3, bits: 8 } as const

test.each([0, 2] as const)('refuses a JPEG-LS tile that is cut short, interleave %i', async interleave => {
  const frame = Buffer.from(await jpegLsTile(interleave)(field(64, 64), 64))
  expect((await decodeJpegLs(frame, size)).pixels).toHaveLength(64 * 64 * 3)
  for (let length = 74; length < frame.length - 2; length += 97)
    await expect(decodeJpegLs(frame.subarray(0, length), size)).rejects.toThrow('ends early')
})
