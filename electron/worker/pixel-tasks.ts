// First: no image is decoded before every decoder that is not needed has been blocked.
import './loaders.ts'
import { evaluate } from './inference/evaluate.ts'
import { explain, patchImage } from './inference/explain.ts'
import { infer } from './inference/infer.ts'
import { golden, measure, probe } from './inference/probe.ts'
import { calibrateSlide } from './inference/slide-calibration.ts'
import { importModel, inspectModel } from './models/import-model.ts'
import { modelDetails } from './models/model-details.ts'
import { readModels } from './models/models.ts'
import { tissueScores } from './patches/tissue.ts'
import { rights } from './rights/confine.ts'
import { associatedImage } from './slides/associated.ts'
import { discover } from './slides/discover.ts'
import { readersReport } from './slides/readers/binding.ts'
import { openedFacts, whileSame } from './slides/slide-cache.ts'
import { picture, thumbnail, viewerTile } from './slides/viewer.ts'
import type { PixelTasks } from './task-types.ts'

/** The tasks on slides, patches and models. */
export const pixelTasks: PixelTasks = {
  discover: ({ path }) => discover(path),
  open: ({ path }) => openedFacts(path),
  thumbnail: ({ path, stamp, edge }, signal) =>
    whileSame(path, stamp, slide => thumbnail(slide, edge, signal)),
  associated: ({ path, stamp }) => whileSame(path, stamp, async slide => slide.associated?.list() ?? []),
  associatedImage: ({ path, stamp, index }) =>
    whileSame(path, stamp, slide => associatedImage(slide, path, index)),
  viewerTile: ({ path, stamp, ...place }, signal) =>
    whileSame(path, stamp, slide => viewerTile(slide, place, signal)),
  picture: ({ path, stamp, box, width, height }, signal) =>
    whileSame(path, stamp, slide => picture(slide, box, width, height, signal)),
  tissue: ({ path, stamp, mpp, cell }, signal) =>
    whileSame(path, stamp, slide => tissueScores(slide, mpp, cell, signal)),
  infer,
  calibrateSlide,
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
  readers: async () => readersReport(),
  rights: async () => rights()
}
