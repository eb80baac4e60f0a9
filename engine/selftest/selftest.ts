import * as tf from '@tensorflow/tfjs-core'
import type { Device } from '../backends/backend.ts'
import { EngineError } from '../errors.ts'
import { inferenceOf } from '../layers/inference.ts'
import { inTurn } from '../serialise.ts'
import { expected } from './expected.ts'
import { testNetworks } from './networks.ts'
import { scatteredPatches, scatterWeights } from './numbers.ts'

export const testPatches = 3
const edge = 50

/** How far a probability may lie from the plain operations' own. */
export const tolerances: Record<Device['precision'], number> = { float32: 1e-4, float16: 2e-3 }

/**
 * Has the current backend compute a few patches with every architecture, and compares them with what plain operations gave.
 * @throws EngineError `engine/unavailable` that says which network came out how
 */
export async function selfTest({ precision }: Device): Promise<void> {
  const images = testImages()
  for (const name of Object.keys(testNetworks)) {
    const found = await inTurn(() => testProbabilities(name, images))
    const error = largestError(found, expected[name] ?? [])
    if (!(error <= tolerances[precision]))
      throw new EngineError(
        'engine/unavailable',
        `It fails its self-test: the network ${name} comes out ${Number.isNaN(error) ? 'as no number' : `wrong by ${error.toExponential(1)}`} (allowed: ${tolerances[precision]}).`
      )
  }
}

/** Levels of the test patches as networks take them: [patches][edge][edge][3]. */
function testImages(): Float32Array {
  return Float32Array.from(scatteredPatches(testPatches, edge), level => level / 64 - 2)
}

/** Class 1 of the test patches on the current backend. */
export async function testProbabilities(name: string, levels = testImages()): Promise<Float32Array> {
  const model = testNetworks[name]!()
  let output: tf.Tensor | undefined
  try {
    scatterWeights(model)
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
