import { patchBytes } from '../../evaluation/data/patches.ts'
import { integer, type Random } from '../../evaluation/random.ts'
import { type Blur, blur } from './blur.ts'
import { compress, type Jpeg } from './jpeg.ts'
import { orient } from './orient.ts'
import { jitterStain, type StainJitter } from './stain.ts'

export interface Augmentation {
  /** Whether to flip and rotate by quarter turns. */
  turns: boolean
  stain: StainJitter | null
  /** Absent: the patch stays as sharp as it is. */
  blur?: Blur
  /** Absent: the patch is not compressed again. */
  jpeg?: Jpeg
}

/**
 * Writes an augmented copy of one patch to `to`, in the order of the real process: staining, then
 * optics, then compression.
 */
export function augment(from: Uint8Array, to: Uint8Array, options: Augmentation, random: Random): void {
  if (from.length !== patchBytes) throw new RangeError(`A patch has ${patchBytes} bytes, not ${from.length}.`)
  if (options.turns) orient(from, to, integer(random, 8))
  else to.set(from)
  if (options.stain) jitterStain(to, options.stain, random)
  if (options.blur) blur(to, options.blur, random)
  if (options.jpeg) compress(to, options.jpeg, random)
}
