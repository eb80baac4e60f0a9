/**
 * Compares models on one folder of patches: a worker evaluates each model, and the result is
 * stored.
 */
import { resolve } from 'node:path'
import { failureOf } from '../../../../contract/errors.ts'
import type { ComparedModel, Comparison } from '../../../../contract/models/comparison.ts'
import type { Evaluation } from '../../../../contract/models/evaluation.ts'
import type { ModelSummary } from '../../../../contract/models/model.ts'
import type { Context } from '../../context.ts'
import { expandHome } from '../../library/browse.ts'
import { keepComparison } from '../../models/comparisons.ts'
import { chooseModel, modelNamed } from '../../models/records.ts'
import { view } from '../view.ts'

/** Failures that concern the folder or the whole comparison rather than one model. */
const common = /^(call|path|training|disk)\//

/**
 * @throws DuctalError model/unknown, path/missing, training/no-patches, call/cancelled, disk/full
 */
export async function compareModels(
  context: Pick<Context, 'db' | 'pool' | 'events' | 'models' | 'log'>,
  { path, models }: { path: string; models: string[] },
  signal: AbortSignal
): Promise<Comparison> {
  const folder = resolve(expandHome(path.trim()))
  const installed = await context.models()
  const chosen = models.map(name => modelNamed(installed, name))
  const ending = new AbortController()
  const either = AbortSignal.any([signal, ending.signal])
  try {
    const columns = await Promise.all(chosen.map(model => evaluateModel(context, model, folder, either)))
    return keepComparison(context.db, folder, columns)
  } finally {
    // A failure of the whole comparison also stops the other evaluations.
    ending.abort()
  }
}

async function evaluateModel(
  context: Pick<Context, 'db' | 'pool' | 'events' | 'models' | 'log'>,
  model: ModelSummary,
  patches: string,
  signal: AbortSignal
): Promise<ComparedModel> {
  const { name, title, version, weightsSha256, folder } = model
  const about = { name, title, version, weightsSha256 }
  try {
    chooseModel([model], name)
    const { data } = await view(context, 'modelDetails', { folder }, signal)
    const evaluation = await context.pool.run(
      'evaluate',
      { modelFolder: folder, patches },
      { signal, onProgress: progress => context.events.emit({ type: 'comparing', model: name, ...progress }) }
    )
    return { ...about, evaluation, leak: leakOf(data, evaluation), failure: null }
  } catch (error) {
    const failure = failureOf(error)
    if (common.test(failure.code)) throw error
    if (failure.code === 'internal') context.log(`evaluating ${name}`, error)
    return { ...about, evaluation: null, leak: null, failure }
  }
}

/** Matches patients by their names in the data set. */
function leakOf(
  data: { patients: string[]; validationPatients: string[] },
  { perPatient }: Evaluation
): ComparedModel['leak'] {
  if (data.patients.length === 0) return null
  const evaluated = perPatient.map(({ patient }) => patient)
  return {
    trained: evaluated.filter(patient => data.patients.includes(patient)),
    validated: evaluated.filter(patient => data.validationPatients.includes(patient))
  }
}
