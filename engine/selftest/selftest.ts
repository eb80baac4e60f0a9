import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../contract/errors.ts'
import type { Device } from '../backends/backend.ts'
import { inferenceOf } from '../layers/inference.ts'
import { architectures } from '../models/index.ts'
import { serialised } from '../serialise.ts'
import { expected } from './expected.ts'
import { scatteredPatches, scatterWeights } from './numbers.ts'

export const testPatches = 3

/** Largest allowed difference between a probability and the plain operations' result. */
export const tolerances: Record<Device['precision'], number> = { float32: 1e-4, float16: 2e-3 }

/**
 * Computes a few patches with every architecture on the current backend and compares them with the
 * plain operations' results.
 * @throws DuctalError `engine/unavailable`, naming the network and its error
 */
export async function selfTest({ precision }: Device): Promise<void> {
  for (const name of Object.keys(architectures)) {
    const found = await serialised(() => testProbabilities(name))
    const error = largestError(found, expected[name] ?? [])
    if (!(error <= tolerances[precision]))
      throw new DuctalError(
        'engine/unavailable',
        `The self-test failed: the result of ${name} ${Number.isNaN(error) ? 'is not a number' : `is off by ${error.toExponential(1)}`} (allowed: ${tolerances[precision]}).`
      )
  }
}

/** Returns the probabilities of class 1 for the test patches on the current backend. */
export async function testProbabilities(name: string): Promise<Float32Array> {
  const model = architectures[name]!.buildForSelfTest()
  let output: tf.Tensor | undefined
  try {
    scatterWeights(model)
    const edge = model.inputs[0]!.shape[1]!
    const levels = Float32Array.from(scatteredPatches(testPatches, edge), level => level / 64 - 2)
    output = tf.tidy(() => {
      const images = tf.tensor4d(levels, [testPatches, edge, edge, 3])
      return tf.slice(inferenceOf(model).run(images), [0, 1], [testPatches, 1])
    })
    return (await output.data<'float32'>()).slice()
  } finally {
    output?.dispose()
    model.dispose()
  }
}

function largestError(found: ArrayLike<number>, wanted: readonly number[]): number {
  const errors = wanted.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN)))
  return errors.length === 0 || errors.some(Number.isNaN) ? Number.NaN : Math.max(...errors)
}
