import { DuctalError } from '../../contract/errors.ts'
import { openEngine } from '../../engine/engine.ts'
import { type ModelSpec, readSpec } from '../../engine/model-folder/spec.ts'
import { tempered, untempered } from '../../engine/network/temperature.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import { score } from '../../evaluation/evaluate.ts'
import { splitOf } from '../data/split.ts'
import { forgetDeletion } from '../export/deletion.ts'
import { type EvaluationRecord, headline, recordFor, writeRecord } from '../export/evaluation-record.ts'
import { writeSpec } from '../export/model.ts'
import { renewCard } from '../export/renew-card.ts'
import { fitTemperature } from './temperature.ts'
import { thresholdOn } from './threshold.ts'

/**
 * Adds a temperature to a model that is already trained, fitted only on its validation patients,
 * and chooses a threshold to match. Rewrites figures and card. Drops an explanation check that was
 * made with a different temperature. Throws `usage` if this is impossible, `model/…`, `training/…`.
 */
export async function renewTemperature(
  folder: string,
  patches: string
): Promise<{ temperature: number; threshold: number }> {
  const spec = await readSpec(folder)
  const set = await loadPatches(patches)
  checkSides(spec)
  const split = splitOf(set, spec.trainingData)
  const engine = await openEngine('cpu')
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  const before = (await score(engine, folder, set, everything)).scores
  const said = before.map(probability => untempered(probability, spec.temperature))
  const { validation } = split
  const of = (values: ArrayLike<number>) => Float32Array.from(validation, index => values[index] as number)
  const temperature = fitTemperature(of(said), of(set.classes))
  if (temperature === undefined)
    throw new DuctalError(
      'usage',
      `The folder has no validation patches of both classes. ${spec.name} was validated on ${spec.trainingData.validationPatients.join(', ') || 'no patients'}.`
    )
  const scores = said.map(probability => tempered(probability, temperature))
  const fitted = { ...spec, temperature, ...thresholdOn(set, validation, of(scores)) }
  const record = recordFor(fitted, engine.name, set, split, scores)
  const calibrated = withEffect(fitted, recordFor(fitted, engine.name, set, split, said), record)
  await writeSpec(folder, { ...calibrated, metrics: headline(record) })
  await writeRecord(folder, record)
  if (temperature !== (spec.temperature ?? 1)) await forgetDeletion(folder)
  await renewCard(folder, { folds: [], notes: [] })
  return { temperature, threshold: calibrated.threshold }
}

const effect = 'On the held-out patients'

/**
 * Notes the effect of the temperature on patients that it was not fitted on: on another stain it
 * may worsen the calibration.
 */
function withEffect(spec: ModelSpec, before: EvaluationRecord, after: EvaluationRecord): ModelSpec {
  const others = (spec.trainingData.notes ?? []).filter(note => !note.startsWith(effect))
  const { temperature } = spec
  if (!before.test || !after.test || temperature === 1)
    return { ...spec, trainingData: { ...spec.trainingData, notes: others } }
  const [from, to] = [before.test.ece, after.test.ece].map(ece => ece.toFixed(3))
  const note = `${effect} the calibration error (ECE) is ${to} with the temperature of ${temperature} and ${from} without it.`
  return { ...spec, trainingData: { ...spec.trainingData, notes: [...others, note] } }
}

/** Throws `usage` for a model whose recorded sides do not identify the validation patches. */
function checkSides({ name, field, trainingData }: ModelSpec): void {
  const { patients, validationPatients, heldOutPatients } = trainingData
  if (field)
    throw new DuctalError(
      'usage',
      `The model ${name} already has slide calibration and needs no temperature.`
    )
  if ([...validationPatients, ...heldOutPatients].some(patient => patients.includes(patient)))
    throw new DuctalError(
      'usage',
      `The model ${name} has patients on more than one side of its training, so its validation patches are unknown.`
    )
}
