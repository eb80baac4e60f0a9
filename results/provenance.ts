import type { Run } from '../contract/runs/run.ts'
import type { Slide } from '../contract/slides/slide.ts'
import { missing, type Source } from './source.ts'

export const notice =
  'Research use only. A model’s probabilities are not a diagnosis and not a tumour measurement.'

/** The facts of a slide as used for a run: its resolution may have been corrected since. */
export const slideFacts = (slide: Slide, run: Run) => ({
  path: slide.path,
  name: slide.name,
  vendor: slide.vendor,
  fingerprint: slide.fingerprint,
  width: slide.width,
  height: slide.height,
  mpp: run.mpp,
  mppSource: run.mppSource,
  synthetic: slide.synthetic,
  overruled: slide.overruled
})

/** Describes the origin of a result: slide, model, run and program, without the predictions. */
export function provenance(source: Omit<Source, 'predictions'>) {
  const { run, slide, model, tiles, version } = source
  const { id, status, outcome, engine, device, engines, parameters, calibration, wholeSlide, quality } = run
  const { strideUm, planned, tissue, patches, positive, seconds, createdAt } = run
  return {
    format: 'ductal-run',
    formatVersion: 1,
    notice,
    software: { name: 'Ductal', version },
    exportedAt: new Date().toISOString(),
    /** What is missing; null if the whole slide was analysed. */
    missing: missing(source),
    slide: slideFacts(slide, run),
    model,
    run: {
      id,
      status,
      outcome,
      engine,
      device,
      reader: run.reader,
      profile: run.profile,
      remarks: run.remarks,
      engines,
      parameters,
      calibration,
      wholeSlide,
      quality,
      strideUm,
      tiles: run.tiles,
      planned,
      tissue,
      patches,
      positive,
      seconds,
      patchesPerSecond: run.patchesPerSecond,
      createdAt,
      failure: run.failure
    },
    grid: { unit: 'level-0 pixel', frame: 'top left of the full slide image', ...run.grid },
    failedTiles: tiles
      .filter(({ state }) => state === 'failed')
      .map(({ index, col, row, cols, rows, failure }) => ({ index, col, row, cols, rows, failure }))
  }
}
