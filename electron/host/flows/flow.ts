/**
 * The product on one page: slide → tissue → tiles → patches → probabilities → heatmap → export.
 * Each step asks one room, and hands what it got to the next.
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

/** Edge of a cell of the tissue map, µm: a sixth of a patch. */
const tissueCell = 32

/** Opens whatever lies at a path: one slide, or each slide of a folder. What cannot be opened is named beside what could. */
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

/** Tissue scores of a slide, with the threshold that separates them best. */
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

/** Plans a run and records it: grid, tiles, and which of their patches hold tissue. Nothing is inferred yet. */
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
        `${slide.name} is a folder of cut patches, which are analysed as they are: leave the stride at ${model.patch} pixels and choose a model of ${slide.mpp} µm/px.`
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
 * Works through what is left of a run, tile by tile.
 * @throws DuctalError call/cancelled when the signal aborts; slide/changed where the file is another one now
 */
export async function infer(context: Context, runId: number, signal: AbortSignal): Promise<void> {
  const { db, pool, events } = context
  const run = getRun(db, runId)
  const slide = getSlide(db, run.slideId)
  const model = chooseModel(await context.models(), run.model)
  if (model.weightsSha256 !== run.modelSha256)
    throw new DuctalError(
      'model/hash',
      `Analysis ${runId} was begun with other weights of ${run.model}: start a new analysis with the model that is installed now.`
    )
  if (temperatureOf(model) !== temperatureOf(run))
    throw new DuctalError(
      'model/hash',
      `Analysis ${runId} was begun with another calibration of ${run.model}: start a new analysis with the model that is installed now.`
    )
  // A run that is begun just now was checked when it was planned.
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
    // One more than they can take, so that none waits for the host between two tiles.
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

/** Judges a slide as a whole, where the run's model does, once: a run that was judged already stays as it is. */
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
 * Where a GPU computes, a worker cuts the next tile meanwhile. A processor gains nothing by it: there is a worker for each core
 * already (measured: two tiles at once took as long as one after the other).
 */
const tilesTogether = (engine: EngineName) => (engine === 'cpu' ? 1 : 2)

/** What is found of every engine with the default model. An engine that is refused is an answer. */
export async function examineEngines(context: Context, signal: AbortSignal): Promise<EngineVerdict[]> {
  const model = (await context.models())[0]
  const usable = model && !model.failure ? model.folder : null
  return context.ladder.examine('auto', usable, signal)
}

/** Writes a run's result to a file. @throws DuctalError export/… */
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
    `${slide.name} does not say how many µm a pixel is: give it in the slide's panel, or with --mpp in the terminal (a 40× scan has about 0.25, a 20× scan about 0.5).`
  )
}

/** @throws DuctalError slide/changed where other content lies at the slide's path by now */
export async function sameContent(context: Context, slide: Slide, signal: AbortSignal): Promise<void> {
  const facts = await view(context, 'open', { path: slide.path }, signal)
  if (facts.fingerprint !== slide.fingerprint)
    throw new DuctalError(
      'slide/changed',
      `${slide.path} is not the file that was opened before: open it again to analyse what it holds now.`
    )
}
