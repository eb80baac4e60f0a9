/** Models as a person handles them: what a folder says of one, its self-test, the choice of the default. */
import { join } from 'node:path'
import type { CallName } from '../../contract/calls.ts'
import { DuctalError } from '../../contract/errors.ts'
import type { ModelTest } from '../../contract/model.ts'
import type { Context } from './context.ts'
import { chooseModel, modelNamed, setDefault } from './models/records.ts'
import type { Handlers } from './serve.ts'
import { view } from './view.ts'

/** Where the library keeps the models that a person brought in. */
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
    'models.setDefault': async ({ name }) => {
      if (name !== null) chooseModel(await context.models(), name)
      setDefault(context.db, name)
      return context.rereadModels()
    }
  }
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
