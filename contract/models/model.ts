import { z } from 'zod'
import { words } from '../text/text.ts'
import { DeletionCheck, Evaluation, EvaluationRecord, TrainingHistory } from './evaluation.ts'
import { BesideParent } from './parent-comparison.ts'
import { Seen } from './seen.ts'

/**
 * Two normal distributions of a slide's values: patches without the positive class, and patches
 * with it.
 */
export const Mixture = z.object({
  means: z.tuple([z.number(), z.number()]),
  deviations: z.tuple([z.number().positive(), z.number().positive()]),
  /** Share of the patches with the positive class. */
  share: z.number().gt(0).lt(1)
})

/**
 * Slide calibration: adjusts a slide's probabilities together, once the network has seen all its
 * patches (engine/slide-calibration/). spec.json stores it as `field`.
 */
export const SlideCalibration = z.object({
  neighbours: z.object({
    /** Grid steps to each side within which patches count. */
    radius: z.number().int().min(0).max(5),
    /**
     * Weight of an adjacent patch; the patch itself has 1. Farther ones weigh less, by a normal
     * distribution with a deviation of one step.
     */
    weight: z.number().min(0).max(1)
  }),
  /** Distribution of the values on slides with known labels: the start of a fit to a new slide. */
  start: Mixture
})

/**
 * Calibration by surroundings (engine/slide-calibration/surroundings.ts): the log odds of a patch
 * are a weighted sum of its own logit and of its neighbours'.
 */
export const Surroundings = z.object({
  slope: z.number().positive(),
  bias: z.number(),
  /** The eight neighbours, then the sixteen around them, and so on. */
  rings: z
    .array(
      z.object({
        /** Times the patch's own logit and the share of the ring that exists. */
        own: z.number(),
        /** Times the sum of the ring's logits, divided by its full size. */
        weight: z.number(),
        /** Times the share of the ring that exists. */
        bias: z.number()
      })
    )
    .max(5)
})

/** How a model's probabilities are derived from its network's outputs. */
export const Calibration = z.discriminatedUnion('kind', [
  /** The network's own probabilities. */
  z.object({ kind: z.literal('none') }),
  /**
   * The logits are divided by a temperature, fitted on validation patches
   * (engine/network/temperature.ts).
   */
  z.object({ kind: z.literal('temperature'), temperature: z.number().positive() }),
  /** Slide calibration. */
  SlideCalibration.extend({ kind: z.literal('field') }),
  /** Calibration by surroundings, once the network has seen all patches of a slide. */
  Surroundings.extend({ kind: z.literal('surroundings') })
])

/** What the page and the terminal show of a model; the engine reads the full spec.json itself. */
/** A second, more sensitive threshold, and its rates on validation patients. */
export const Screening = z.object({
  threshold: z.number().min(0).max(1),
  sensitivity: z.number().min(0).max(1),
  specificity: z.number().min(0).max(1)
})

export const ModelSummary = z.object({
  name: z.string(),
  title: z.string(),
  /** Path of the model's folder. */
  folder: z.string(),
  /** Shipped with the program, or imported by a user. */
  origin: z.enum(['shipped', 'imported']),
  /** Whether the model is used when the user chooses none. */
  isDefault: z.boolean(),
  version: z.string(),
  architecture: z.string(),
  /** The negative class, then the positive one. */
  classes: z.array(z.string()),
  /** Scale of the training data in µm per pixel. */
  mpp: z.number().positive(),
  /** Edge of the model's patches in pixels at that scale. */
  patch: z.number().int().positive(),
  threshold: z.number().min(0).max(1),
  screening: Screening.nullable(),
  calibration: Calibration,
  parameters: z.number().int(),
  weightsSha256: z.string(),
  /** Hash of weights, layers and preprocessing together. Identifies the model in a run’s record. */
  identity: z.string(),
  /** How the patches were split for training and evaluation. */
  protocol: z.string(),
  seen: Seen,
  /** Markdown. */
  card: z.string(),
  /** Why the model cannot be used; null when it can. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

export type Mixture = z.infer<typeof Mixture>
export type Surroundings = z.infer<typeof Surroundings>
export type SlideCalibration = z.infer<typeof SlideCalibration>
export type Calibration = z.infer<typeof Calibration>
export type Screening = z.infer<typeof Screening>
export type ModelSummary = z.infer<typeof ModelSummary>

/** Result of a model's self-test. */
export const ModelTest = z.object({
  ok: z.boolean(),
  /** The device that ran the test; null when none could. */
  device: z.string().nullable(),
  /** Why the model is refused; empty when it passes. */
  reason: z.string()
})

export type ModelTest = z.infer<typeof ModelTest>

/** What a model's folder states beyond its summary. Missing parts are null or empty. */
export const ModelDetails = z.object({
  name: z.string(),
  /** Size of model.json and the weights together. */
  bytes: z.number(),
  thresholdSource: z.string(),
  intendedUse: z.string(),
  licence: z.string(),
  createdAt: z.string(),
  /** Patients carry the names used in the data set. */
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
  /** One evaluation for each training of the same recipe with other patients held out. */
  crossValidation: z.array(Evaluation),
  training: TrainingHistory.nullable(),
  /** The model from which this model's training continued. */
  parent: z.object({ name: z.string(), version: z.string(), weightsSha256: z.string() }).nullable(),
  besideParent: BesideParent.nullable(),
  deletion: DeletionCheck.nullable(),
  /** One sentence for each file that exists but cannot be parsed. */
  unread: z.array(z.string())
})

export type ModelDetails = z.infer<typeof ModelDetails>

const Three = z.tuple([z.number(), z.number(), z.number()])
const Positive = z.number().positive()

/** What the user states about a model whose folder has no spec.json. */
export const ModelForm = z.object({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,63}$/,
      'a name has only lower-case letters, digits and hyphens, and does not start with a hyphen'
    ),
  title: words(200),
  /** In the order of the network's outputs. */
  classes: z.tuple([words(100), words(100)]),
  /** The output that is the probability of IDC. */
  positiveClass: z.union([z.literal(0), z.literal(1)]),
  /** µm per pixel. */
  mpp: Positive,
  /** Per channel: (level − mean) / deviation, levels 0–255. */
  normalisation: z.object({ mean: Three, deviation: z.tuple([Positive, Positive, Positive]) }),
  threshold: z.number().min(0).max(1),
  /** What the network gives; Ductal adds a softmax or sigmoid to logits. Absent: probabilities. */
  outputs: z.enum(['probabilities', 'logits']).optional()
})

/** Contents of a folder offered for import. */
export const ModelFolder = z.object({
  folder: z.string(),
  /** What spec.json states; null without one, in which case the user must fill in a form. */
  stated: z.object({ name: z.string(), title: z.string(), version: z.string() }).nullable(),
  /** Initial values of the form. */
  form: ModelForm
})

export type ModelForm = z.infer<typeof ModelForm>
export type ModelFolder = z.infer<typeof ModelFolder>
