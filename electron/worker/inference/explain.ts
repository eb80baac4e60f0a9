import sharp from 'sharp'
import { DuctalError } from '../../../contract/errors.ts'
import type { PatchExplanation, WorkerTasks } from '../../../contract/worker.ts'
import { cutPatches } from '../patches/patches.ts'
import { whileSame } from '../slides/slide-cache.ts'
import { networkFor } from './network.ts'

/** Throws as opening a slide does, slide/corrupt if the patch is unreadable, model/…, engine/… */
export async function explain(
  task: WorkerTasks['explain']['takes'],
  signal: AbortSignal
): Promise<PatchExplanation> {
  const { network } = await networkFor(task.engine, task.modelFolder)
  const { mpp, patch: edge } = network.spec.input
  const pixels = await onePatch({ ...task, edge, scale: mpp / task.mpp }, signal)
  const { kind, map } = await network.explain(pixels)
  const [probability] = await network.predict(pixels, 1)
  const deviations = await network.uncertainty(pixels, 1)
  return { kind, edge, map, probability: probability!, uncertainty: deviations?.[0] ?? null }
}

/** Throws as opening a slide does, and slide/corrupt. */
export async function patchImage(
  task: WorkerTasks['patchImage']['takes'],
  signal: AbortSignal
): Promise<Uint8Array> {
  const { edge } = task
  const raw = { width: edge, height: edge, channels: 3 } as const
  return sharp(await onePatch(task, signal), { raw })
    .png()
    .toBuffer()
}

async function onePatch(
  { path, stamp, x, y, edge, scale }: Omit<WorkerTasks['patchImage']['takes'], 'kind'>,
  signal: AbortSignal
): Promise<Uint8Array> {
  const place = { xs: Float64Array.of(x), ys: Float64Array.of(y), edge, scale }
  const { pixels, unreadable } = await whileSame(path, stamp, slide => cutPatches(slide, place, signal))
  const failure = unreadable[0]
  if (failure) throw new DuctalError('slide/corrupt', failure.message)
  return pixels
}
