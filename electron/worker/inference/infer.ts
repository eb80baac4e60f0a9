import { DuctalError } from '../../../contract/errors.ts'
import type { InferTask, TilePredictions } from '../../../contract/worker.ts'
import { cutPatches } from '../patches/patches.ts'
import { whileSame } from '../slides/slide-cache.ts'
import { isSynthetic } from '../slides/synthetic.ts'
import { collectGarbage } from './garbage.ts'
import { dropLostDevice, networkFor } from './network.ts'
import { checkQuality } from './quality.ts'

/**
 * Cuts the patches of one tile and predicts their probabilities.
 * @throws DuctalError as opening a slide does, model/…, engine/…
 */
export async function infer(task: InferTask, signal: AbortSignal): Promise<TilePredictions> {
  const { engine, network } = await networkFor(task.engine, task.modelFolder)
  signal.throwIfAborted()
  const { mpp, patch } = network.spec.input
  const cutting = performance.now()
  const cut = await whileSame(task.path, task.stamp, slide => {
    if (slide.patch && Math.abs(mpp / task.mpp - 1) > 1e-6)
      throw new DuctalError(
        'run/bad-parameters',
        `${task.path} has patches at ${task.mpp} µm/px, but the model ${network.spec.name} needs ${mpp}. Choose another model.`
      )
    return cutPatches(slide, { ...task, edge: patch, scale: mpp / task.mpp }, signal)
  })
  const judging = performance.now()
  const scores = await network.predict(cut.pixels, cut.indexes.length).catch(async error => {
    if ((error as { code?: unknown }).code === 'engine/lost') await dropLostDevice()
    throw error
  })
  const done = performance.now()
  // The quality check was not fitted on drawn tissue and would report another scale.
  const quality = (await isSynthetic(task.path))
    ? null
    : await checkQuality(network.spec.input, cut, task.xs.length)
  collectGarbage()
  const probabilities = new Float32Array(task.xs.length).fill(Number.NaN)
  cut.indexes.forEach((index, i) => {
    probabilities[index] = scores[i] ?? Number.NaN
  })
  return {
    probabilities,
    unreadable: cut.unreadable,
    quality,
    engine: engine.name,
    device: engine.device.name,
    seconds: { cut: (judging - cutting) / 1000, infer: (done - judging) / 1000 }
  }
}
