import type { Engine } from '../../engine/engine.ts'
import { untempered } from '../../engine/network/temperature.ts'
import { scatteredPatches } from '../../engine/selftest/numbers.ts'

const patches = 4

/**
 * Returns the probabilities of fixed patches, without a temperature, for spec.json. Every engine
 * that loads the model has to reproduce them, so that a shipped network proves itself on each new
 * device.
 */
export async function goldenOutputs(engine: Engine, folder: string): Promise<number[]> {
  const network = await engine.load(folder)
  try {
    const { input, temperature } = network.spec
    const probabilities = await network.predict(scatteredPatches(patches, input.patch), patches)
    return Array.from(probabilities, probability => untempered(probability, temperature))
  } finally {
    network.dispose()
  }
}
