import * as tf from '@tensorflow/tfjs-core'
import { type Clock, timed } from './clock.ts'

/** A way to compute a network: one of our engines, or a competitor. All have the same weights. */
export interface Contender {
  clock: Clock
  /** Batch sizes worth trying, smallest first. */
  batches: readonly number[]
  /**
   * Prepares a run over `batch` images that returns the model's output, [batch][classes]. Prepared
   * once, run many times.
   */
  prepare(images: Float32Array, batch: number): Promise<Run>
  dispose(): void
}

export type Run = () => Promise<Float32Array>

/** A contender at its best batch, with the speed of each round. */
export interface Entry {
  clock: Clock
  batch: number
  run: Run
  /** The output, [batch][classes]. */
  output: Float32Array
  patchesPerSecond: number[]
}

/** After a run that takes longer, no larger batch is tried. */
const patienceSeconds = 2

/**
 * Finds the best batch: each size runs once to warm up, which is when compilers compile, and once
 * for the clock.
 */
export async function enter(contender: Contender, imagesOf: (batch: number) => Float32Array): Promise<Entry> {
  const { clock } = contender
  let best: Entry | null = null
  let most = 0
  for (const batch of contender.batches) {
    const run = await contender.prepare(imagesOf(batch), batch)
    const output = await run()
    const seconds = await timed(clock, run, 1)
    if (batch / seconds > most) {
      most = batch / seconds
      best = { clock, batch, run, output, patchesPerSecond: [] }
    }
    if (seconds > patienceSeconds) break
  }
  if (!best) throw new RangeError('a contender names no batch')
  return best
}

/**
 * Computes images of a model's input shape, [batch][height][width][channels], and frees the output
 * tensor.
 */
export async function compute(
  values: Float32Array,
  shape: [number, number, number, number],
  infer: (images: tf.Tensor4D) => tf.Tensor
): Promise<Float32Array> {
  const output = tf.tidy(() => infer(tf.tensor4d(values, shape)))
  try {
    return await output.data<'float32'>()
  } finally {
    output.dispose()
  }
}
