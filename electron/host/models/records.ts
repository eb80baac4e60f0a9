import { DuctalError, type ErrorCode } from '../../../contract/errors.ts'
import type { ModelSummary } from '../../../contract/models/model.ts'
import type { RunParameters, StartRun } from '../../../contract/runs/run.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { integer, optional, parseValue, real, rowParser, text, trustedJson } from '../db/rows.ts'

/**
 * Models to use when the user has chosen none: the first installed one wins. The CNN precedes the
 * recurrent network because it does better on the validation patients: AUC 0.963 against 0.951
 * within 8865, the only one of them with both classes, and 0.921 against 0.894 over all
 * (evaluation.json of each).
 */
const preferred = ['ductal', 'cnn', 'gru-attention']

/**
 * Finds an installed model by name, or the default one, in a ranked list.
 * @throws DuctalError model/unknown; the model's own failure if it is unusable
 */
export function chooseModel(models: ModelSummary[], name: string | undefined): ModelSummary {
  const model = name === undefined ? models[0] : modelNamed(models, name)
  if (!model) throw new DuctalError('model/unknown', noModel)
  if (model.failure) throw new DuctalError(model.failure.code as ErrorCode, model.failure.message)
  return model
}

/**
 * Ranks models for display: the default first (the user's choice if usable), unusable models last.
 */
export function rankModels<T extends Pick<ModelSummary, 'name' | 'failure'>>(
  models: T[],
  chosen: string | undefined
): (T & { isDefault: boolean })[] {
  const order = chosen === undefined ? preferred : [chosen, ...preferred]
  const rank = ({ name, failure }: T) => {
    const place = order.indexOf(name)
    return (failure ? 1000 : 0) + (place < 0 ? order.length : place)
  }
  return models
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((model, place) => ({ ...model, isDefault: place === 0 && model.failure === null }))
}

/** Returns the name of the default model chosen by the user; the model may no longer exist. */
export function chosenDefault(db: ReadableDb): string | undefined {
  return optional(
    name => parseValue('default_model.name', text, name),
    db.prepare('SELECT name FROM default_model').pluck().get()
  )
}

/** Null leaves the choice to the program. */
export function setDefault(db: WritableDb, name: string | null): void {
  if (name === null) db.prepare('DELETE FROM default_model').run()
  else db.prepare('INSERT OR REPLACE INTO default_model (one, name) VALUES (1, ?)').run(name)
}

/**
 * The threshold that a request asks for, and its source.
 * @throws DuctalError run/bad-parameters if the model has no threshold for screening
 */
export function thresholdFor(
  { name, threshold, screening }: ModelSummary,
  asked: StartRun['threshold']
): Pick<RunParameters, 'threshold' | 'thresholdSource'> {
  if (asked === undefined) return { threshold, thresholdSource: 'model' }
  if (asked !== 'screening') return { threshold: asked, thresholdSource: 'user' }
  if (screening) return { threshold: screening.threshold, thresholdSource: 'screening' }
  throw new DuctalError(
    'run/bad-parameters',
    `The model ${name} has no threshold for screening. Give a number from 0 to 1 or choose another model.`
  )
}

const noModel = 'No model is installed. Place a model folder in Ductal’s models/ folder.'

/**
 * Also returns unusable models.
 * @throws DuctalError model/unknown
 */
export function modelNamed(models: ModelSummary[], name: string): ModelSummary {
  const model = models.find(model => model.name === name)
  if (model) return model
  const names = models.map(({ name }) => name).join(', ') || 'none'
  throw new DuctalError('model/unknown', `The model ${name} is not installed. Installed models: ${names}.`)
}

/** Records a model used by a run, so that the run stays readable after the model is removed. */
export function keepModel(db: WritableDb, model: ModelSummary): void {
  db.prepare(`INSERT OR IGNORE INTO models
    (sha256, name, version, architecture, classes, mpp, patch, threshold, first_used_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    model.identity,
    model.name,
    model.version,
    model.architecture,
    JSON.stringify(model.classes),
    model.mpp,
    model.patch,
    model.threshold,
    new Date().toISOString()
  )
}

const parseWeights = rowParser('models', { sha256: text, name: text })

/** Returns the hashes of the models used by runs, with their names. */
export const usedModels = (db: ReadableDb): { sha256: string; name: string }[] =>
  db.prepare('SELECT sha256, name FROM models').all().map(parseWeights)

/** A model as recorded when a run used it. */
export type UsedModel = ReturnType<typeof parseModel>

const parseModel = rowParser('models', {
  sha256: text,
  name: text,
  version: text,
  architecture: text,
  classes: trustedJson<string[]>(),
  mpp: real,
  patch: integer
})

export function usedModel(db: ReadableDb, sha256: string): UsedModel {
  return parseModel(
    db
      .prepare('SELECT sha256, name, version, architecture, classes, mpp, patch FROM models WHERE sha256 = ?')
      .get(sha256)
  )
}
