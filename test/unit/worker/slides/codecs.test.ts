import { expect, test } from 'vitest'
import { decodeJpeg2000, decodeJpegLs } from '../../../../electron/worker/slides/readers/codecs/codecs.ts'
import { mutated } from '../../../fuzz/mutate.ts'
import { jpeg2000Tile, jpegLsTile } from '../../../support/dicom.ts'
import { Random } from '../../../support/random.ts'
import { field } from '../../../support/tiff.ts'

const size = { width: 64, height: 64, samples: 3, bits: 8 } as const

test.each([0, 2] as const)('refuses a JPEG-LS tile that is cut short, interleave %i', async interleave => {
  const frame = Buffer.from(await jpegLsTile(interleave)(field(64, 64), 64))
  expect((await decodeJpegLs(frame, size)).pixels).toHaveLength(64 * 64 * 3)
  for (let length = 74; length < frame.length - 2; length += 97)
    await expect(decodeJpegLs(frame.subarray(0, length), size)).rejects.toThrow('ends early')
})

test.each([
  ['JPEG-LS', decodeJpegLs, jpegLsTile(2)],
  ['JPEG 2000', decodeJpeg2000, jpeg2000Tile]
] as const)('decodes sound tiles of %s after damaged ones', async (_, decode, encode) => {
  const sound = Buffer.from(await encode(field(64, 64), 64))
  const { pixels } = await decode(sound, size)
  let refused = 0
  for (let number = 0; number < 400; number++) {
    const outcome = await decode(mutated(sound, new Random(5, number)), size).catch((error: Error) => error)
    if (outcome instanceof Error) refused++
    if (number % 50 === 0) expect((await decode(sound, size)).pixels).toEqual(pixels)
  }
  expect(refused).toBeGreaterThan(10)
  expect((await decode(sound, size)).pixels).toEqual(pixels)
})
