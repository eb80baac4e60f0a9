import { basename, join } from 'node:path'
import { z } from 'zod'
import { DuctalError } from '../../contract/errors.ts'
import { Screening, SlideCalibration, Surroundings } from '../../contract/models/model.ts'
import { text, words } from '../../contract/text/text.ts'
import { readRegularText } from '../../files/regular.ts'
import { verifyFiles } from './files.ts'
import { precisions } from './precision.ts'

/** A spec.json has some KB. */
const mostBytes = 2 ** 24

const Count = z.number().int().nonnegative()
const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Three = z.tuple([z.number(), z.number(), z.number()])
const Positive = z.number().positive()
const PositiveThree = z.tuple([Positive, Positive, Positive])
const sentence = text(10_000)
const patientNames = z.array(text(200))
/** A plain file name, never a path: weights are in the same folder as spec.json. */
const FileName = z.string().regex(/^\w[\w.-]*$/)

export const SpecFile = z.object({ name: FileName, sha256: Hash, bytes: Count })

/**
 * The data that the network was trained on, and the patients behind its metrics. Patients are named
 * as in the data set.
 */
export const TrainingData = z.object({
  source: sentence,
  protocol: sentence,
  seed: z.number().int(),
  patients: patientNames,
  patches: z.object({ negative: Count, positive: Count }),
  validationPatients: patientNames,
  heldOutPatients: patientNames,
  /** Further facts that readers of the metrics must know, one sentence each. */
  notes: z.array(words(10_000)).optional()
})

/**
 * The weights' storage precision, and how many of the training folder's patches changed class
 * because of it.
 */
export const StorageSpec = z.object({ precision: z.enum(precisions), patches: Count, changedClasses: Count })

/** The model whose weights another model's training started from. */
export const ParentSpec = z.object({ name: text(200), version: text(200), weightsSha256: Hash })

/**
 * A model folder's spec.json. It includes the preprocessing, so that no caller needs to know a
 * scale, a size or a threshold.
 */
export const ModelSpec = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  title: words(200),
  version: words(200),
  /** A name from engine/models/, for example `cnn`. */
  architecture: words(200),
  classes: z.tuple([text(100), text(100)]),
  /** Index of the class whose probability is returned. */
  positiveClass: z.union([z.literal(0), z.literal(1)]),
  input: z.object({
    /** µm per pixel. */
    mpp: z.number().positive(),
    /** Edge length of a patch in pixels. */
    patch: z.number().int().positive(),
    channels: z.literal(3),
    /** Per channel: (level − mean) / deviation, levels 0–255. */
    normalisation: z.object({ mean: Three, deviation: PositiveThree })
  }),
  threshold: z.number().min(0).max(1),
  /** How the threshold was chosen, and on which patients. */
  thresholdSource: words(10_000),
  screening: Screening.optional(),
  format: z.literal('tfjs-layers'),
  /** model.json, then its weight shards in order. */
  files: z.array(SpecFile).min(2),
  /** Hash of all weight shards, one after the other. It identifies the model in a run's record. */
  weightsSha256: Hash,
  parameters: Count,
  storage: StorageSpec.optional(),
  /**
   * Probabilities of the first scattered patches (selftest/numbers.ts) before temperature scaling,
   * which each engine must reproduce.
   */
  golden: z.array(z.number().min(0).max(1)).optional(),
  field: SlideCalibration.optional(),
  surroundings: Surroundings.optional(),
  /**
   * Divides the logit of every probability; fitted on validation patches. A model with slide
   * calibration has none, because that replaces it.
   */
  temperature: Positive.optional(),
  /** Absent if training started from random weights. */
  parent: ParentSpec.optional(),
  trainingData: TrainingData,
  metrics: z.record(z.string(), z.number()),
  intendedUse: words(10_000),
  licence: words(10_000),
  createdAt: text(100)
})

export type StorageSpec = z.infer<typeof StorageSpec>
/** Checks rules that involve several entries. */
const Consistent = ModelSpec.refine(
  ({ field, surroundings, temperature }) => !(field ?? surroundings) || temperature === undefined,
  { path: ['temperature'], message: 'a model with slide calibration cannot have one' }
).refine(({ field, surroundings }) => !(field && surroundings), {
  path: ['surroundings'],
  message: 'a model with a field cannot have any'
})

export type ModelSpec = z.infer<typeof ModelSpec>

/**
 * Reads and checks a model folder: spec.json itself, then that every file it names exists with the
 * recorded size and hash.
 * @throws `model/invalid` or `model/hash`
 */
export async function readSpec(folder: string): Promise<ModelSpec> {
  const spec = await parseSpec(folder)
  await verifyFiles(folder, spec)
  return spec
}

/** Reads and checks spec.json alone. Throws `model/invalid`. */
export async function parseSpec(folder: string): Promise<ModelSpec> {
  const name = basename(folder)
  let json: string
  try {
    json = await readRegularText(join(folder, 'spec.json'), mostBytes)
  } catch (error) {
    throw invalid(
      `The model folder ${name} has no readable spec.json. Copy the model folder again from its source.`,
      error
    )
  }
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw invalid(
      `The spec.json of model ${name} is not valid JSON. Copy the model folder again from its source.`,
      error
    )
  }
  const parsed = Consistent.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const place = issue?.path.join('.') || 'the top level'
  throw invalid(
    `The spec.json of model ${name} is invalid at ${place} (${issue?.message}). Copy the model folder again from its source.`
  )
}

const invalid = (message: string, cause?: unknown) => new DuctalError('model/invalid', message, { cause })
