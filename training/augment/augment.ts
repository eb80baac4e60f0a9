import { patchBytes } from '../../evaluation/data/patches.ts'
import { integer, type Random } from '../../evaluation/random.ts'
import { type Blur, blur } from './blur.ts'
import { compress, type Jpeg } from './jpeg.ts'
import { orient } from './orient.ts'
import { jitterStain, type StainJitter } from './stain.ts'

export interface Augmentation {
  /** Flips and quarter turns. */
  turns: boolean
  stain: StainJitter | null
  /** Absent: as sharp as it is. */
  blur?: Blur
  /** Absent: not compressed again. */
  jpeg?: Jpeg
}

/** Writes a varied copy of one patch to `to`: as a slide is stained, then seen by a lens, then compressed. */
export function augment(from: Uint8Array, to: Uint8Array, options: Augmentation, random: Random): void {
  if (from.length !== patchBytes) throw new RangeError(`A patch has ${patchBytes} bytes, not ${from.length}.`)
  if (options.turns) orient(from, to, integer(random, 8))
  else to.set(from)
  if (options.stain) jitterStain(to, options.stain, random)
  if (options.blur) blur(to, options.blur, random)
  if (options.jpeg) compress(to, options.jpeg, random)
}
