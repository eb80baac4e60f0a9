import { DuctalError } from '../../../../contract/errors.ts'
import { isModelOf } from '../../../../contract/models/identity.ts'
import type { EngineName, Run } from '../../../../contract/runs/run.ts'
import type { Context } from '../../context.ts'
import { chooseModel } from '../../models/records.ts'
import { type TilePrediction, workThrough } from '../../runs/job.ts'
import type { PlannedTile } from '../../runs/plan.ts'
import { getRun } from '../../runs/records.ts'
import { confirmSaved } from '../read-only.ts'
import { requireSameContent, withSameContent } from '../slides/identity.ts'
import { EngineOfRun } from './engine.ts'

/**
 * Predicts the remaining tiles of a run.
 * @throws DuctalError call/cancelled if the signal aborts; slide/changed if the file has been
 *   replaced
 */
export async function infer(
  context: Pick<Context, 'pool' | 'models' | 'engineSelection' | 'log'> & Parameters<typeof confirmSaved>[0],
  runId: number,
  signal: AbortSignal
): Promise<void> {
  const { db, pool, events } = context
  const run = getRun(db, runId)
  const model = chooseModel(await context.models(), run.model)
  if (!isModelOf(model, run.modelSha256))
    throw new DuctalError(
      'model/hash',
      `Analysis ${runId} was started with another ${run.model} (weights, layers or pixel values) than is installed now. Start a new analysis.`
    )
  if (temperatureOf(model) !== temperatureOf(run))
    throw new DuctalError(
      'model/hash',
      `Analysis ${runId} was started with another calibration of ${run.model} than is installed now. Start a new analysis.`
    )
  await requireSameContent(context, run.slideId, signal)
  const { originX, originY, stride } = run.grid
  const modelFolder = model.folder
  const engine = new EngineOfRun(context, runId, modelFolder)
  await engine.ready(signal)

  const predict = async (
    _tile: PlannedTile,
    places: { row: number; col: number }[],
    abort: AbortSignal
  ): Promise<TilePrediction> =>
    engine.with(abort, name =>
      withSameContent(context, run.slideId, abort, ({ slide: { path, kind }, stamp }) =>
        pool.run(
          'infer',
          {
            path,
            stamp,
            kind,
            modelFolder,
            engine: name,
            mpp: run.mpp,
            xs: Float64Array.from(places, ({ col }) => originX + col * stride),
            ys: Float64Array.from(places, ({ row }) => originY + row * stride)
          },
          { signal: abort, queue: 'work', together: tilesTogether(name) }
        )
      )
    )

  await workThrough({
    db,
    runId,
    // One more than the workers can hold, so that none waits for the host between two tiles.
    concurrency: 2 * pool.size + 1,
    predict,
    signal,
    log: context.log,
    onTile(tile) {
      confirmSaved(context)
      events.emit({ type: 'tile', runId, tile })
      events.emit({ type: 'run', run: getRun(db, runId) })
    }
  })
  await requireSameContent(context, run.slideId, signal)
}

const temperatureOf = ({ calibration }: Pick<Run, 'calibration'>): number =>
  calibration.kind === 'temperature' ? calibration.temperature : 1

/**
 * With a GPU, a worker reads the next tile while the GPU computes. With a CPU there is nothing to
 * gain: every core has a worker already (measured: two tiles at once took as long as one after the
 * other).
 */
const tilesTogether = (engine: EngineName) => (engine === 'cpu' ? 1 : 2)
