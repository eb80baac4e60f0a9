import type { Engine } from '../../electron/engine/engine.ts'
import { scatteredPatches } from '../../electron/engine/selftest/numbers.ts'

const patches = 4

/**
 * Probabilities of patches that are the same everywhere, for spec.json: every engine that loads the model has to reproduce
 * them, so that a shipped network proves itself on each new device.
 */
export async function goldenOutputs(engine: Engine, folder: string): Promise<number[]> {
  const network = await engine.load(folder)
  try {
    return [...(await network.predict(scatteredPatches(patches, network.spec.input.patch), patches))]
  } finally {
    network.dispose()
  }
}
