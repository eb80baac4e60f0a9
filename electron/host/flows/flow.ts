/**
 * The whole pipeline: slide → tissue → tiles → patches → probabilities → heatmap → export. Each
 * step calls one module and passes its result to the next.
 */
import { resolve } from 'node:path'
import type { ExportFormat, Output, StartRun } from '../../../contract/calls.ts'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { EngineName, EngineVerdict, Grid, Run } from '../../../contract/run.ts'
import type { Slide } from '../../../contract/slide.ts'
import type { Context } from '../context.ts'
import { predictionsOf } from '../heatmap/grid.ts'
import { expandHome } from '../library/browse.ts'
import { chooseModel, keepModel, usedModel } from '../models/records.ts'
import { exportRun } from '../reports/export.ts'
import { type TileJudgement, workThrough } from '../runs/job.ts'
import { type PlannedTile, planGrid, planTiles } from '../runs/plan.ts'
import { getRun, insertRun } from '../runs/records.ts'
import { saidOf, saveWhole } from '../runs/slide-judgement.ts'
import { listTiles } from '../runs/tiles.ts'
import { patchGrid } from '../slides/patches.ts'
import { getSlide, keepSlide } from '../slides/records.ts'
import { proposeThreshold, type TissueMap, tissueIn } from '../tissue/mask.ts'
import { EngineOfRun } from './run-engine.ts'
import { view } from './view.ts'

/** Edge of a tissue map cell in µm: a sixth of a patch. */
const tissueCell = 32

/** Opens a slide, or every slide of a folder. Lists what failed next to what opened. */
export async function openPath(
  context: Context,
  path: string,
  mpp: number | undefined,
  signal: AbortSignal
): Promise<Output<'slides.open'>> {
  const { slides: paths } = await view(
    context,
    'discover',
    { path: resolve(expandHome(path.trim())) },
    signal
  )
  const slides: Slide[] = []
  const refused: Output<'slides.open'>['refused'] = []
  for (const path of paths)
    try {
      const facts = await view(context, 'open', { path }, signal)
      const slide = keepSlide(context.db, path, facts, facts.kind === 'patches' ? undefined : mpp)
      context.events.emit({ type: 'slide', slide })
      slides.push(slide)
    } catch (error) {
      const failure = failureOf(error)
      if (paths.length === 1 || failure.code === 'call/cancelled') throw error
      if (failure.code === 'internal') context.log(`opening ${path}`, error)
      refused.push({ path, ...failure })
    }
  return { slides, refused }
}

/** Returns a slide's tissue scores, and the threshold that separates them best. */
export async function tissueOf(
  context: Context,
  slide: Slide,
  signal: AbortSignal
): Promise<TissueMap & { threshold: number }> {
  const { path, kind } = slide
  const mpp = knownMpp(slide)
  const map = await view(context, 'tissue', { path, kind, mpp, cell: tissueCell }, signal)
  return { ...map, cell: tissueCell / mpp, threshold: proposeThreshold(map.scores) }
}

/**
 * Plans and records a run: the grid, the tiles, and which of their patches contain tissue. Predicts
 * nothing yet.
 */
export async function planRun(context: Context, request: StartRun, signal: AbortSignal): Promise<Run> {
  const slide = getSlide(context.db, request.slideId)
  const mpp = knownMpp(slide)
  const model = chooseModel(await context.models(), request.model)
  const stride = request.stride ?? model.patch

  const opening = performance.now()
  await sameContent(context, slide, signal)
  const thresholding = performance.now()
  const places = await placesToAnalyse(context, slide, { ...model, stride }, request.tissueThreshold, signal)
  const planned = performance.now()

  keepModel(context.db, model)
  return insertRun(context.db, {
    slide: { id: slide.id, fingerprint: slide.fingerprint, mpp, mppSource: slide.mppSource ?? 'user' },
    modelSha256: model.weightsSha256,
    engine: request.engine ?? 'auto',
    parameters: {
      stride,
      threshold: request.threshold ?? model.threshold,
      thresholdSource: request.threshold === undefined ? 'model' : 'user',
      tissueThreshold: places.tissueThreshold
    },
    calibration: model.calibration,
    grid: places.grid,
    tiles: planTiles(places.grid, places.wanted),
    seconds: { open: (thresholding - opening) / 1000, tissue: (planned - thresholding) / 1000 },
    software: context.version
  })
}

interface Places {
  grid: Grid
  wanted: (row: number, col: number) => boolean
  tissueThreshold: number | null
}

/** A patch folder is analysed on its own grid, patch by patch; any other slide wherever there is tissue. */
async function placesToAnalyse(
  context: Context,
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
    return { grid, wanted: (row, col) => there.has(`${row} ${col}`), tissueThreshold: null }
  }
  const grid = planGrid({ ...slide, mpp: knownMpp(slide) }, model, model.stride)
  const map = await tissueOf(context, slide, signal)
  const tissueThreshold = threshold ?? map.threshold
  const tissue = tissueIn(map, tissueThreshold)
  const wanted = (row: number, col: number) =>
    tissue(grid.originX + col * grid.stride, grid.originY + row * grid.stride, grid.patch)
  return { grid, wanted, tissueThreshold }
}

/**
 * Predicts the remaining tiles of a run.
 * @throws DuctalError call/cancelled if the signal aborts; slide/changed if the file has been
 *   replaced
 */
export async function infer(context: Context, runId: number, signal: AbortSignal): Promise<void> {
  const { db, pool, events } = context
  const run = getRun(db, runId)
  const slide = getSlide(db, run.slideId)
  const model = chooseModel(await context.models(), run.model)
  if (model.weightsSha256 !== run.modelSha256)
    throw new DuctalError(
      'model/hash',
      `Analysis ${runId} was started with other weights of ${run.model} than are installed now. Start a new analysis.`
    )
  if (temperatureOf(model) !== temperatureOf(run))
    throw new DuctalError(
      'model/hash',
      `Analysis ${runId} was started with another calibration of ${run.model} than is installed now. Start a new analysis.`
    )
  // A new run was checked when it was planned.
  if (run.tiles.done + run.tiles.failed > 0) await sameContent(context, slide, signal)
  const { originX, originY, stride } = run.grid
  const modelFolder = model.folder
  const engine = new EngineOfRun(context, runId, modelFolder)
  await engine.ready(signal)

  const judge = async (
    _tile: PlannedTile,
    places: { row: number; col: number }[],
    abort: AbortSignal
  ): Promise<TileJudgement> =>
    engine.with(abort, name =>
      pool.run(
        'infer',
        {
          path: slide.path,
          kind: slide.kind,
          modelFolder,
          engine: name,
          mpp: run.mpp,
          xs: Float64Array.from(places, ({ col }) => originX + col * stride),
          ys: Float64Array.from(places, ({ row }) => originY + row * stride)
        },
        { signal: abort, lane: 'work', together: tilesTogether(name) }
      )
    )

  await workThrough({
    db,
    runId,
    // One more than the workers can hold, so that none waits for the host between two tiles.
    concurrency: 2 * pool.size + 1,
    judge,
    signal,
    log: context.log,
    onTile(tile) {
      events.emit({ type: 'tile', runId, tile })
      events.emit({ type: 'run', run: getRun(db, runId) })
    }
  })
}

const temperatureOf = ({ calibration }: Pick<Run, 'calibration'>): number =>
  calibration.kind === 'temperature' ? calibration.temperature : 1

/**
 * Runs slide calibration once, if the run's model uses it; does nothing for a run that is already
 * calibrated.
 */
export async function judgeWhole(context: Context, runId: number, signal: AbortSignal): Promise<void> {
  const { db, pool } = context
  const { calibration, wholeSlide, patches, parameters, grid } = getRun(db, runId)
  if (calibration.kind !== 'field' || wholeSlide || patches === 0) return
  const { kind: _, ...field } = calibration
  const said = saidOf(db, runId)
  const judged = await pool.run('judge', { field, ...said, step: grid.patch / grid.stride }, { signal })
  saveWhole(
    db,
    { id: runId, grid, threshold: parameters.threshold },
    said,
    judged.probabilities,
    judged.wholeSlide
  )
}

/**
 * With a GPU, a worker reads the next tile while the GPU computes. With a CPU there is nothing to
 * gain: every core has a worker already (measured: two tiles at once took as long as one after the
 * other).
 */
const tilesTogether = (engine: EngineName) => (engine === 'cpu' ? 1 : 2)

/** Probes every engine with the default model. Returns refusals as results. */
export async function examineEngines(context: Context, signal: AbortSignal): Promise<EngineVerdict[]> {
  const model = (await context.models())[0]
  const usable = model && !model.failure ? model.folder : null
  return context.ladder.examine('auto', usable, signal)
}

/**
 * Writes a run's result to a file.
 * @throws DuctalError export/…
 */
export function saveExport(
  context: Context,
  runId: number,
  format: ExportFormat,
  path: string
): Promise<{ path: string; bytes: number }> {
  const { db, version } = context
  const run = getRun(db, runId)
  return exportRun({
    run,
    slide: getSlide(db, run.slideId),
    model: usedModel(db, run.modelSha256),
    tiles: listTiles(db, runId),
    predictions: { [Symbol.iterator]: () => predictionsOf(db, runId) },
    format,
    path: resolve(expandHome(path)),
    version
  })
}

function knownMpp(slide: Slide): number {
  if (slide.mpp !== null) return slide.mpp
  throw new DuctalError(
    'slide/no-resolution',
    `${slide.name} has no resolution. Enter the µm per pixel in the slide panel, or use --mpp in the terminal (about 0.25 for a 40× scan, 0.5 for a 20× scan).`
  )
}

/** @throws DuctalError slide/changed if the content at the slide's path has changed */
export async function sameContent(context: Context, slide: Slide, signal: AbortSignal): Promise<void> {
  const facts = await view(context, 'open', { path: slide.path }, signal)
  if (facts.fingerprint !== slide.fingerprint)
    throw new DuctalError(
      'slide/changed',
      `${slide.path} has changed since it was opened. Open it again to analyse the new content.`
    )
}
