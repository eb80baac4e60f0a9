/** Imports, removes and tests models. */
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DuctalError } from '../../../../contract/errors.ts'
import { isModelOf } from '../../../../contract/models/identity.ts'
import type { ModelForm, ModelSummary, ModelTest } from '../../../../contract/models/model.ts'
import type { Context } from '../../context.ts'
import { expandHome } from '../../library/browse.ts'
import { chosenDefault, modelNamed, setDefault, usedModels } from '../../models/records.ts'
import { listRuns } from '../../runs/records.ts'

/** Folder of the imported models of a library. */
export const importedModels = (dataFolder: string): string => join(dataFolder, 'models')

export const folderAt = (path: string): string => resolve(expandHome(path.trim()))

/** @throws DuctalError path/missing, model/…, engine/failed, disk/full */
export async function importModel(
  context: Pick<Context, 'db' | 'pool' | 'models' | 'rereadModels' | 'dataFolder'>,
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
      ...installed.map(({ name, identity: sha256 }) => ({ sha256, name })),
      // Runs made before version 2 recorded the weights alone, which other models may share.
      ...usedModels(context.db).filter(
        ({ sha256 }) => !installed.some(({ weightsSha256 }) => weightsSha256 === sha256)
      )
    ]
  }
  const { name } = await context.pool.run('importModel', task, { signal, queue: 'probe' })
  return modelNamed(await context.rereadModels(), name)
}

/** @throws DuctalError model/unknown, model/shipped, model/in-use */
export async function removeModel(
  context: Pick<Context, 'db' | 'models' | 'rereadModels'>,
  name: string
): Promise<void> {
  const { db } = context
  const model = modelNamed(await context.models(), name)
  if (model.origin === 'shipped')
    throw new DuctalError(
      'model/shipped',
      `The model ${name} comes with Ductal and cannot be removed. You can choose another default model instead.`
    )
  const waiting = listRuns(db).find(
    ({ modelSha256, status }) => isModelOf(model, modelSha256) && status !== 'done' && status !== 'failed'
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
export async function testModel(
  context: Pick<Context, 'pool' | 'models'>,
  name: string,
  signal: AbortSignal
): Promise<ModelTest> {
  const { folder, failure } = modelNamed(await context.models(), name)
  if (failure) return { ok: false, device: null, reason: failure.message }
  try {
    const { ok, device, reason } = await context.pool.run(
      'probe',
      { engine: 'cpu', modelFolder: folder, software: false },
      { signal, queue: 'probe' }
    )
    return { ok, device, reason }
  } catch (error) {
    if (error instanceof DuctalError && /^model\//.test(error.code))
      return { ok: false, device: null, reason: error.message }
    throw error
  }
}
