/** Model management: what a model's folder states, its self-test, and the choice of the default. */
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { CallName } from '../../../contract/calls.ts'
import type { Standing } from '../../../contract/default-check.ts'
import { DuctalError } from '../../../contract/errors.ts'
import type { ModelForm, ModelSummary, ModelTest } from '../../../contract/model.ts'
import type { Context } from '../context.ts'
import { expandHome } from '../library/browse.ts'
import { type Known, standingOf } from '../models/default-check.ts'
import {
  chooseModel,
  chosenDefault,
  modelNamed,
  rankModels,
  setDefault,
  usedWeights
} from '../models/records.ts'
import { listRuns } from '../runs/records.ts'
import type { Handlers } from '../server/serve.ts'
import { view } from './view.ts'

/** Folder of the imported models of a library. */
export const importedModels = (dataFolder: string): string => join(dataFolder, 'models')

export type ModelCall = Extract<CallName, `models.${string}`>

export function modellingHandlers(context: Context): Pick<Handlers, ModelCall> {
  return {
    'models.list': () => context.models(),
    'models.details': async ({ name }, signal) => {
      const { folder } = modelNamed(await context.models(), name)
      return view(context, 'modelDetails', { folder }, signal)
    },
    'models.test': ({ name }, signal) => testModel(context, name, signal),
    'models.standing': ({ name }, signal) => standing(context, name, signal),
    'models.setDefault': async ({ name }) => {
      if (name !== null) chooseModel(await context.models(), name)
      setDefault(context.db, name)
      return context.rereadModels()
    },
    'models.inspect': ({ path }, signal) => view(context, 'inspectModel', { folder: folderAt(path) }, signal),
    'models.import': ({ path, form }, signal) => importModel(context, folderAt(path), form ?? null, signal),
    'models.remove': ({ name }) => removeModel(context, name)
  }
}

/**
 * Runs the default check. The user need not confirm the program's own choice or the present
 * default.
 * @throws DuctalError model/…
 */
async function standing(context: Context, name: string, signal: AbortSignal): Promise<Standing> {
  const models = await context.models()
  const knownOf = async (model: ModelSummary): Promise<Known> => ({
    model,
    details: await view(context, 'modelDetails', { folder: model.folder }, signal)
  })
  const model = chooseModel(models, name)
  const present = models.find(({ isDefault }) => isDefault)
  const known = standingOf(await knownOf(model), present && !model.isDefault ? await knownOf(present) : null)
  const own = rankModels(models, undefined)[0]?.name === name
  return { ...known, asks: known.asks && !own && !model.isDefault }
}

const folderAt = (path: string): string => resolve(expandHome(path.trim()))

/** @throws DuctalError path/missing, model/…, engine/failed, disk/full */
async function importModel(
  context: Context,
  folder: string,
  form: ModelForm | null,
  signal: AbortSignal
): Promise<ModelSummary> {
  const installed = await context.models()
  const task = {
    folder,
    into: importedModels(context.dataFolder),
    form,
    taken: installed.map(({ name }) => name),
    known: [
      ...installed.map(({ name, weightsSha256: sha256 }) => ({ sha256, name })),
      ...usedWeights(context.db)
    ]
  }
  const { name } = await context.pool.run('importModel', task, { signal, lane: 'probe' })
  return modelNamed(await context.rereadModels(), name)
}

/** @throws DuctalError model/unknown, model/shipped, model/in-use */
async function removeModel(context: Context, name: string): Promise<void> {
  const { db } = context
  const model = modelNamed(await context.models(), name)
  if (model.origin === 'shipped')
    throw new DuctalError(
      'model/shipped',
      `The model ${name} comes with Ductal and cannot be removed. You can choose another default model instead.`
    )
  const waiting = listRuns(db).find(
    ({ modelSha256, status }) =>
      modelSha256 === model.weightsSha256 && status !== 'done' && status !== 'failed'
  )
  if (waiting)
    throw new DuctalError(
      'model/in-use',
      `Analysis ${waiting.id} is not finished and needs the model ${name}. Finish or delete the analysis first.`
    )
  // Renames first, which is atomic, because a half-deleted folder is no longer a model.
  const gone = join(dirname(model.folder), `.removed-${basename(model.folder)}`)
  await rm(gone, { recursive: true, force: true })
  await rename(model.folder, gone)
  await rm(gone, { recursive: true, force: true })
  if (chosenDefault(db) === name) setDefault(db, null)
  await context.rereadModels()
}

/** @throws DuctalError model/unknown, call/cancelled, worker/died */
async function testModel(context: Context, name: string, signal: AbortSignal): Promise<ModelTest> {
  const { folder, failure } = modelNamed(await context.models(), name)
  if (failure) return { ok: false, device: null, reason: failure.message }
  try {
    const { ok, device, reason } = await context.pool.run(
      'probe',
      { engine: 'cpu', modelFolder: folder, software: false },
      { signal, lane: 'probe' }
    )
    return { ok, device, reason }
  } catch (error) {
    if (error instanceof DuctalError && /^model\//.test(error.code))
      return { ok: false, device: null, reason: error.message }
    throw error
  }
}
