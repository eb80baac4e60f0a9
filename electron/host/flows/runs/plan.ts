import { DuctalError } from '../../../../contract/errors.ts'
import type { Grid, Run, StartRun } from '../../../../contract/runs/run.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { sparseTissue } from '../../../../geometry/sparse-tissue.ts'
import type { Context } from '../../context.ts'
import { chooseModel, keepModel, thresholdFor } from '../../models/records.ts'
import { planGrid, planTiles } from '../../runs/plan.ts'
import { insertRun } from '../../runs/records.ts'
import { patchGrid } from '../../slides/patches.ts'
import { getSlide, requireMpp } from '../../slides/records.ts'
import { tissueIn } from '../../tissue/mask.ts'
import { type Identifying, requireSameContent } from '../slides/identity.ts'
import { tissueOf } from '../slides/tissue.ts'

/**
 * Plans and records a run: the grid, the tiles, and which of their patches contain tissue. Predicts
 * nothing yet.
 */
export async function planRun(
  context: Identifying & Pick<Context, 'models' | 'version'>,
  request: StartRun,
  signal: AbortSignal
): Promise<Run> {
  requireMpp(getSlide(context.db, request.slideId))
  const model = chooseModel(await context.models(), request.model)
  const stride = request.stride ?? model.patch

  const opening = performance.now()
  // Also reads facts again that an older reader stated.
  const { slide } = await requireSameContent(context, request.slideId, signal)
  const mpp = requireMpp(slide)
  const thresholding = performance.now()
  const places = await placesToAnalyse(context, slide, { ...model, stride }, request.tissueThreshold, signal)
  const planned = performance.now()

  keepModel(context.db, model)
  return insertRun(context.db, {
    slide: {
      id: slide.id,
      fingerprint: slide.fingerprint,
      reader: slide.reader ?? { name: '', version: '' },
      profile: slide.profile === null ? null : { name: slide.profile, rule: 'ignored' },
      remarks: slide.remarks,
      mpp,
      mppSource: slide.mppSource ?? 'user'
    },
    modelSha256: model.identity,
    engine: request.engine ?? 'auto',
    parameters: {
      stride,
      ...thresholdFor(model, request.threshold),
      tissueThreshold: places.tissueThreshold
    },
    calibration: model.calibration,
    grid: places.grid,
    tiles: planTiles(places.grid, places.wanted),
    tissue: places.tissue,
    seconds: { open: (thresholding - opening) / 1000, tissue: (planned - thresholding) / 1000 },
    software: context.version
  })
}

interface Places {
  grid: Grid
  wanted: (row: number, col: number) => boolean
  tissueThreshold: number | null
  /** Tissue found, and the part of it in no wanted patch; null for a patch folder. */
  tissue: { foundMm2: number; sparseMm2: number } | null
}

/**
 * A patch folder is analysed on its own grid, patch by patch; any other slide wherever there is
 * tissue.
 */
async function placesToAnalyse(
  context: Identifying,
  slide: Slide,
  model: { mpp: number; patch: number; stride: number },
  threshold: number | undefined,
  signal: AbortSignal
): Promise<Places> {
  const folder = patchGrid(context.db, slide.id)
  if (folder) {
    if (model.stride !== model.patch || model.mpp !== slide.mpp)
      throw new DuctalError(
        'run/bad-parameters',
        `${slide.name} is a patch folder; its patches are analysed unchanged. Use a stride of ${model.patch} pixels and a model for ${slide.mpp} µm/px.`
      )
    const there = new Set(folder.patches.map(({ row, col }) => `${row} ${col}`))
    const grid: Grid = {
      originX: folder.originX,
      originY: folder.originY,
      stride: folder.stride,
      patch: model.patch,
      cols: Math.max(...folder.patches.map(({ col }) => col)) + 1,
      rows: Math.max(...folder.patches.map(({ row }) => row)) + 1
    }
    return { grid, wanted: (row, col) => there.has(`${row} ${col}`), tissueThreshold: null, tissue: null }
  }
  const grid = planGrid({ ...slide, mpp: requireMpp(slide) }, model, model.stride)
  const map = await tissueOf(context, slide, signal)
  const tissueThreshold = threshold ?? map.threshold
  const tissue = tissueIn(map, tissueThreshold)
  const wanted = (row: number, col: number) =>
    tissue(grid.originX + col * grid.stride, grid.originY + row * grid.stride, grid.patch)
  const sparse = sparseTissue(map, tissueThreshold, grid, wanted)
  const mm2 = (cells: number) => cells * ((map.cell * requireMpp(slide)) / 1000) ** 2
  return {
    grid,
    wanted,
    tissueThreshold,
    tissue: {
      foundMm2: mm2(map.scores.reduce((sum, score) => sum + (score >= tissueThreshold ? 1 : 0), 0)),
      sparseMm2: mm2(sparse.reduce((sum, cell) => sum + cell, 0))
    }
  }
}
