import { DuctalError } from '../../../../contract/errors.ts'
import { isModelOf } from '../../../../contract/models/identity.ts'
import type { Explanation, Run } from '../../../../contract/runs/run.ts'
import type { Context } from '../../context.ts'
import { chooseModel, usedModel } from '../../models/records.ts'
import { getRun } from '../../runs/records.ts'
import { type Identifying, withSameContent } from '../slides/identity.ts'

export interface PatchOfRun {
  runId: number
  row: number
  col: number
}

/**
 * Explains the prediction of a run's model for a patch. Uses a separate process, so that no
 * explanation waits for a running analysis.
 * @throws DuctalError run/unknown, run/bad-parameters, model/…, slide/…
 */
export async function explainPatch(
  context: Identifying & Pick<Context, 'models'>,
  patch: PatchOfRun,
  signal: AbortSignal
): Promise<Explanation> {
  const run = getRun(context.db, patch.runId)
  const model = chooseModel(await context.models(), run.model)
  if (!isModelOf(model, run.modelSha256))
    throw new DuctalError(
      'model/hash',
      `Analysis ${run.id} used another ${run.model} (weights, layers or pixel values) than is installed now, so its patches cannot be explained. Start a new analysis with the installed model.`
    )
  const task = { modelFolder: model.folder, engine: 'cpu', mpp: run.mpp, ...placeOf(run, patch) } as const
  const explanation = await withSameContent(
    context,
    run.slideId,
    signal,
    ({ slide: { path, kind }, stamp }) =>
      context.pool.run('explain', { ...task, path, stamp, kind }, { signal, queue: 'probe' })
  )
  return { ...explanation, map: [...explanation.map] }
}

/** Returns a PNG of a patch as the run's network sees it. Throws as explainPatch does. */
export async function patchImageOf(
  context: Identifying,
  patch: PatchOfRun,
  signal: AbortSignal,
  queue: 'view' | 'work' = 'view'
): Promise<Uint8Array> {
  const run = getRun(context.db, patch.runId)
  const model = usedModel(context.db, run.modelSha256)
  const task = { edge: model.patch, scale: model.mpp / run.mpp, ...placeOf(run, patch) }
  return withSameContent(context, run.slideId, signal, ({ slide: { path, kind }, stamp }) =>
    context.pool.run('patchImage', { ...task, path, stamp, kind }, { signal, queue })
  )
}

function placeOf({ id, grid }: Run, { row, col }: PatchOfRun): { x: number; y: number } {
  if (row >= grid.rows || col >= grid.cols)
    throw new DuctalError(
      'run/bad-parameters',
      `Analysis ${id} has no patch at row ${row}, column ${col}. It has ${grid.rows} rows and ${grid.cols} columns.`
    )
  return { x: grid.originX + col * grid.stride, y: grid.originY + row * grid.stride }
}
