import { readFileSync, writeFileSync } from 'node:fs'
import type { Random } from '../../support/random.ts'

/** Flips a few bits of a file, as a failing disk does. Returns where; nothing for an empty file. */
export function flipBits(file: string, random: Random): string {
  const bytes = readFileSync(file)
  if (bytes.length === 0) return 'nowhere'
  const places = Array.from({ length: 1 + random.below(3) }, () => random.below(bytes.length))
  for (const place of places) bytes[place]! ^= 1 << random.below(8)
  writeFileSync(file, bytes)
  return `at ${places.join(', ')} of ${bytes.length}`
}
