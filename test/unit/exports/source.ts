import type { Mixture } from '../../../contract/models/model.ts'
import type { Run, Tile } from '../../../contract/runs/run.ts'
import type { Slide } from '../../../contract/slides/slide.ts'
import type { ReportedModel } from '../../../contract/tasks/reports.ts'
import type { Prediction, Source } from '../../../results/source.ts'

/** A grid with an offset origin and a fractional stride of 200 µm, as on a real slide. */
export const grid = { originX: 1, originY: 51, stride: 801.6032, patch: 801.6032, cols: 7, rows: 5 }

const slide: Slide = {
  id: 3,
  path: '/slides/Mamma, „links“.svs',
  name: 'Mamma, „links“.svs',
  kind: 'image',
  vendor: 'aperio',
  fingerprint: `sha256:${'a'.repeat(64)}`,
  width: 6000,
  height: 4100,
  mpp: 0.2495,
  mppSource: 'file',
  levels: [{ width: 6000, height: 4100, downsample: 1 }],
  truth: null,
  synthetic: false,
  missing: false,
  changed: false,
  reader: { name: 'openslide', version: '4.0.1' },
  remarks: [],
  profile: null,
  overruled: [],
  dismissed: [],
  addedAt: '2026-01-02T03:04:05.000Z'
}

const model: ReportedModel = {
  name: 'cnn',
  version: '1.0.0',
  sha256: 'b'.repeat(64),
  architecture: 'cnn',
  classes: ['no IDC', 'IDC'],
  mpp: 4,
  patch: 50
}

export const run = (overrides: Partial<Run> = {}): Run => ({
  id: 12,
  slideId: 3,
  model: 'cnn',
  modelSha256: model.sha256,
  mpp: 0.2495,
  mppSource: 'file',
  reader: { name: 'openslide', version: '4.0.1' },
  profile: null,
  remarks: [],
  engine: 'cpu',
  device: 'WebAssembly, 2 threads',
  engines: [],
  parameters: { stride: 50, threshold: 0.5, thresholdSource: 'model', tissueThreshold: 31 },
  calibration: { kind: 'none' },
  wholeSlide: null,
  quality: null,
  grid,
  strideUm: 200,
  status: 'done',
  outcome: 'complete',
  tiles: { total: 2, done: 2, failed: 0, background: 0 },
  planned: 34,
  tissue: { foundMm2: 1.6, sparseMm2: 0.25, unreadableMm2: 0 },
  patches: 34,
  positive: 17,
  seconds: { open: 0.1, tissue: 0.2, infer: 1.5, total: 1.8 },
  patchesPerSecond: 22.7,
  remainingSeconds: null,
  createdAt: '2026-01-02T03:05:05.000Z',
  failure: null,
  ...overrides
})

export const tile = (overrides: Partial<Tile> = {}): Tile => ({
  index: 0,
  col: 0,
  row: 0,
  cols: 4,
  rows: 5,
  state: 'done',
  failure: null,
  ...overrides
})

/** A float32 probability for every cell but one. */
export const predictions: Prediction[] = Array.from({ length: grid.cols * grid.rows }, (_, i) => ({
  row: Math.floor(i / grid.cols),
  col: i % grid.cols,
  probability: Math.fround(i / (grid.cols * grid.rows)),
  network: null,
  flag: null
})).filter(({ row, col }) => row !== 2 || col !== 3)

export const source = (overrides: Partial<Source> = {}): Source => ({
  run: run(),
  slide,
  model,
  tiles: [tile(), tile({ index: 1, col: 4, cols: 3 })],
  predictions,
  version: '0.1.0',
  ...overrides
})

/** A run with slide calibration. */
export const judged = () => ({
  run: run({
    calibration: { kind: 'field', neighbours: { radius: 1, weight: 0.6 }, start: mixture },
    wholeSlide: { patches: 34, mixture, separation: 1.62, taken: 'one hump', cut: 0.25 }
  }),
  predictions: predictions.map(prediction => ({ ...prediction, network: prediction.probability / 2 }))
})

/** A finished run on a slide without tissue. */
export const withoutTissue = () => ({
  run: run({
    outcome: 'noTissue',
    tiles: { total: 2, done: 0, failed: 0, background: 2 },
    planned: 0,
    patches: 0,
    positive: 0
  }),
  tiles: [tile({ state: 'background' }), tile({ index: 1, col: 4, cols: 3, state: 'background' })],
  predictions: []
})

/** A run with one patch flagged by the quality check. */
export const flagged = () => ({
  run: run({
    quality: { patches: 34, byFlag: { coarser: 0, finer: 0, colour: 0, blur: 1, pen: 0 }, otherScale: false }
  }),
  predictions: predictions.map((prediction, index) => ({ ...prediction, flag: index === 3 ? 4 : 0 }))
})
const mixture = { means: [-1.5, 2], deviations: [1, 1], share: 0.15 } as Mixture

/** An interrupted run: the first tile is done, the second failed, the third is pending. */
export const broken = () => ({
  run: run({ status: 'interrupted', outcome: null, tiles: { total: 3, done: 1, failed: 1, background: 0 } }),
  tiles: [
    tile({ cols: 2 }),
    tile({ index: 1, col: 2, cols: 2, state: 'failed', failure: 'The file ends too early.' }),
    tile({ index: 2, col: 4, cols: 3, state: 'pending' })
  ],
  predictions: predictions.filter(({ col }) => col < 2)
})
