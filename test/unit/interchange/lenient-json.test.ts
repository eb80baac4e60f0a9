import { expect, test } from 'vitest'
import { LenientJson } from '../../../electron/worker/interchange/lenient-json.ts'

/** Cleans a text in chunks of some bytes. */
function cleaned(text: string, bytes: number): string {
  const [lenient, all] = [new LenientJson(), Buffer.from(text)]
  const parts: Buffer[] = []
  for (let at = 0; at < all.length; at += bytes) parts.push(lenient.clean(all.subarray(at, at + bytes)))
  return Buffer.concat([...parts, lenient.rest()]).toString()
}

test.each([
  ['{"a":NaN,"b":-Infinity,"c":Infinity}', '{"a":null,"b":null,"c":null}'],
  ['\ufeff[1,-2,-3e5]', '[1,-2,-3e5]'],
  ['{"NaN":"NaN \\" Infinity \\\\","x":NaN}', '{"NaN":"NaN \\" Infinity \\\\","x":null}'],
  ['["\ufeff ü"]', '["\ufeff ü"]'],
  ['[NaB, Inf, -I]', '[NaB, Inf, -I]'],
  ['[Na', '[Na']
])('%j becomes %j, however it is cut', (given, expected) => {
  for (let bytes = 1; bytes <= 12; bytes++) expect(cleaned(given, bytes)).toBe(expected)
})
