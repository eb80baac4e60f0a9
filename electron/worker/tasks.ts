import type { TaskName, TaskProgress, WorkerTasks } from '../../contract/worker.ts'
import { associatedImage } from './associated.ts'
import { discover } from './discover.ts'
import { evaluate } from './evaluate.ts'
import { explain, patchImage } from './explain.ts'
import { importModel, inspectModel } from './importModel.ts'
import { infer } from './infer.ts'
import { judge } from './judge.ts'
import { modelDetails } from './modelDetails.ts'
import { readModels } from './models.ts'
import { factsOf } from './open.ts'
import { golden, measure, probe } from './probe.ts'
import { readersReport } from './readers/binding.ts'
import { shelved } from './shelf.ts'
import { tissueScores } from './tissue.ts'
import { picture, thumbnail, viewerTile } from './viewer.ts'

export type Tasks = {
  [K in TaskName]: (
    input: WorkerTasks[K]['takes'],
    signal: AbortSignal,
    report: (progress: TaskProgress) => void
  ) => Promise<WorkerTasks[K]['gives']>
}

/** Every task of a worker. */
export const tasks: Tasks = {
  discover: ({ path }) => discover(path),
  open: async ({ path }) => factsOf(path, await shelved(path)),
  thumbnail: async ({ path, edge }, signal) => thumbnail(await shelved(path), edge, signal),
  associated: async ({ path }) => (await shelved(path)).associated?.list() ?? [],
  associatedImage: async ({ path, index }) => associatedImage(await shelved(path), path, index),
  viewerTile: async ({ path, ...place }, signal) => viewerTile(await shelved(path), place, signal),
  picture: async ({ path, box, width, height }, signal) =>
    picture(await shelved(path), box, width, height, signal),
  tissue: async ({ path, mpp, cell }, signal) => tissueScores(await shelved(path), mpp, cell, signal),
  infer,
  judge,
  explain,
  patchImage,
  models: ({ folder }) => readModels(folder),
  modelDetails: ({ folder }) => modelDetails(folder),
  inspectModel: ({ folder }) => inspectModel(folder),
  importModel,
  evaluate,
  probe,
  measure,
  golden,
  demo: async ({ folder }) => {
    const { writeDemo } = await import('../../demo/demo.ts')
    return writeDemo(folder)
  },
  readers: async () => readersReport()
}
