import { z } from 'zod'
import { DeletionCheck, Evaluation, EvaluationRecord, TrainingHistory } from './evaluation.ts'
import { BesideParent } from './parent-comparison.ts'

/** Two normal distributions of a slide's values: patches without the positive class, and with it. */
export const Mixture = z.object({
  means: z.tuple([z.number(), z.number()]),
  deviations: z.tuple([z.number().positive(), z.number().positive()]),
  share: z.number()
})

/** How a model's probabilities follow from what its network says of a patch. */
export const Calibration = z.discriminatedUnion('kind', [
  /** They are the network's own. */
  z.object({ kind: z.literal('none') }),
  /** Their logits are divided by a temperature, fitted on validation patches (electron/engine/temperature.ts). */
  z.object({ kind: z.literal('temperature'), temperature: z.number().positive() }),
  /** A slide is judged as a whole once all its patches were through the network (electron/engine/field/). */
  z.object({
    kind: z.literal('field'),
    neighbours: z.object({ radius: z.number().int(), weight: z.number() }),
    start: Mixture
  })
])

/** What the page and the terminal show of a model; the engine reads the full spec.json itself. */
export const ModelSummary = z.object({
  name: z.string(),
  title: z.string(),
  /** Where it lies. */
  folder: z.string(),
  /** With the program, or brought in by a person. */
  origin: z.enum(['shipped', 'imported']),
  /** Whether it is used where nobody chooses. */
  isDefault: z.boolean(),
  version: z.string(),
  architecture: z.string(),
  /** The negative class, then the positive one. */
  classes: z.array(z.string()),
  /** The scale it was trained at, µm per pixel. */
  mpp: z.number().positive(),
  /** Edge of its patch in pixels at that scale. */
  patch: z.number().int().positive(),
  threshold: z.number().min(0).max(1),
  calibration: Calibration,
  parameters: z.number().int(),
  weightsSha256: z.string(),
  /** How the patches were split to train and to judge it. */
  protocol: z.string(),
  /** Markdown. */
  card: z.string(),
  /** Why it cannot be used, when it cannot. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

export type Mixture = z.infer<typeof Mixture>
export type Calibration = z.infer<typeof Calibration>
export type ModelSummary = z.infer<typeof ModelSummary>

/** What came of a model's self-test. */
export const ModelTest = z.object({
  ok: z.boolean(),
  /** What computed; null where nothing could. */
  device: z.string().nullable(),
  /** Why it is refused; empty where it is not. */
  reason: z.string()
})

export type ModelTest = z.infer<typeof ModelTest>

/** What a model's folder says beyond its summary. What is not there is null or empty. */
export const ModelDetails = z.object({
  name: z.string(),
  /** Of model.json and the weights. */
  bytes: z.number(),
  thresholdSource: z.string(),
  intendedUse: z.string(),
  licence: z.string(),
  createdAt: z.string(),
  /** Patients are named as in the data set. */
  data: z.object({
    source: z.string(),
    seed: z.number().int(),
    patients: z.array(z.string()),
    patches: z.object({ negative: z.number().int(), positive: z.number().int() }),
    validationPatients: z.array(z.string()),
    heldOutPatients: z.array(z.string()),
    notes: z.array(z.string())
  }),
  evaluation: EvaluationRecord.nullable(),
  /** One for each training by the same recipe that left others out. */
  crossValidation: z.array(Evaluation),
  training: TrainingHistory.nullable(),
  /** The model that it was trained on from. */
  parent: z.object({ name: z.string(), version: z.string(), weightsSha256: z.string() }).nullable(),
  besideParent: BesideParent.nullable(),
  deletion: DeletionCheck.nullable(),
  /** Files that are there and not understood, a sentence each. */
  unread: z.array(z.string())
})

export type ModelDetails = z.infer<typeof ModelDetails>

const Three = z.tuple([z.number(), z.number(), z.number()])
const Positive = z.number().positive()

/** What a person says of a model whose folder has no spec.json. */
export const ModelForm = z.object({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,63}$/,
      'a name is small letters, digits and hyphens, and begins with no hyphen'
    ),
  title: z.string().trim().min(1).max(200),
  /** In the order of the network's outputs. */
  classes: z.tuple([z.string().trim().min(1).max(100), z.string().trim().min(1).max(100)]),
  /** The output that is the probability of IDC. */
  positiveClass: z.union([z.literal(0), z.literal(1)]),
  /** µm per pixel. */
  mpp: Positive,
  /** Per channel: (level − mean) / deviation, levels 0–255. */
  normalisation: z.object({ mean: Three, deviation: z.tuple([Positive, Positive, Positive]) }),
  threshold: z.number().min(0).max(1)
})

/** What lies in a folder that somebody would import. */
export const ModelFolder = z.object({
  folder: z.string(),
  /** What its spec.json says; null without one, and then a form has to. */
  stated: z.object({ name: z.string(), title: z.string(), version: z.string() }).nullable(),
  /** To begin the form with. */
  form: ModelForm
})

export type ModelForm = z.infer<typeof ModelForm>
export type ModelFolder = z.infer<typeof ModelFolder>
