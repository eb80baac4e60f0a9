import { expect, test } from 'vitest'
import { profileName, toSrgb } from '../../../../../electron/worker/slides/pixels/profile.ts'

/** An ICC profile with only a description, which starts with its type. */
function profile(description: Buffer): Buffer {
  const bytes = Buffer.alloc(144 + description.length)
  bytes.writeUInt32BE(1, 128)
  bytes.write('desc', 132, 'latin1')
  bytes.writeUInt32BE(144, 136)
  bytes.writeUInt32BE(description.length, 140)
  description.copy(bytes, 144)
  return bytes
}

const version2 = Buffer.from('desc\0\0\0\0\0\0\0\x07Aperio\0', 'latin1')
const version4 = Buffer.concat([
  Buffer.from('mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x0c\0\0\0\x1c', 'latin1'),
  Buffer.from('Aperio', 'utf16le').swap16()
])

test.each([
  ['version 2', version2],
  ['version 4', version4]
])('reads the name of a profile of %s', (_, description) => {
  expect(profileName(profile(description))).toBe('Aperio')
})

test('a damaged profile has no name, and pixels stay as they are', async () => {
  const whole = profile(version4)
  for (let length = 0; length < whole.length; length++)
    expect(typeof profileName(whole.subarray(0, length))).toBe('string')
  whole.fill(255, 128)
  expect(profileName(whole)).toBe('')
  const pixels = Uint8Array.from({ length: 12 }, (_, i) => i * 20)
  expect(Uint8Array.from(await toSrgb(pixels, 2, 2, whole))).toEqual(pixels)
})
