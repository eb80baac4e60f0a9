import { z } from 'zod'

const Count = z.number().int().nonnegative()
const Share = z.number().min(0).max(1)

/** 95 % interval by bootstrap over patients; null with too few patients. */
export const Interval = z.tuple([z.number(), z.number()]).nullable()

/** Means over the patches whose probability falls into one bin. */
export const ReliabilityBin = z.object({ probability: Share, positives: Share, count: Count })

export const ClassFigures = z.object({
  precision: Share,
  /** Null when there are no patches of the class. */
  recall: Share.nullable(),
  f1: Share,
  support: Count
})

export const PatientFigures = z.object({
  patient: z.string(),
  negative: Count,
  positive: Count,
  accuracy: Share,
  /** Equals the recall of the only class when the patient has patches of just one. */
  balancedAccuracy: Share,
  auc: Share.nullable()
})

/** Intervals of one class's precision, recall and F1. */
const ClassIntervals = z.object({ precision: Interval, recall: Interval, f1: Interval })

/** The later fields are absent with too few patients, and in records of older versions. */
const Intervals = z.object({
  draws: Count,
  accuracy: Interval,
  balancedAccuracy: Interval,
  auc: Interval,
  precision: Interval.optional(),
  recall: Interval.optional(),
  f1: Interval.optional(),
  averagePrecision: Interval.optional(),
  ece: Interval.optional(),
  brier: Interval.optional(),
  /** The negative class, then the positive one. */
  perClass: z.tuple([ClassIntervals, ClassIntervals]).optional()
})

const CurvePoint = z.tuple([Share, Share])

/** Curves of some patients, thinned for drawing. */
export const Curves = z.object({
  /** [1 − specificity, sensitivity]; empty if a class is missing. */
  roc: z.array(CurvePoint),
  /** [recall, precision]; empty without positive patches. */
  precisionRecall: z.array(CurvePoint),
  patients: z.array(
    z.object({ patient: z.string(), roc: z.array(CurvePoint), reliability: z.array(ReliabilityBin) })
  )
})

/** Result of `evaluate` for a model on a patch folder (evaluation/evaluate.ts). */
export const Evaluation = z.object({
  model: z.string(),
  version: z.string(),
  engine: z.string(),
  patches: Count,
  patients: Count,
  padded: Count,
  broken: z.array(z.object({ file: z.string(), reason: z.string() })),
  threshold: Share,
  accuracy: Share,
  balancedAccuracy: Share,
  /** Mean over the classes, weighted by their number of patches. */
  precision: Share,
  recall: Share,
  f1: Share,
  auc: Share.nullable(),
  averagePrecision: Share.nullable(),
  ece: z.number(),
  brier: z.number(),
  /** Absent in records written before it was stored. */
  reliability: z.array(ReliabilityBin).optional(),
  /** [[true negatives, false positives], [false negatives, true positives]] */
  confusion: z.tuple([z.tuple([Count, Count]), z.tuple([Count, Count])]),
  /** The negative class, then the positive one. */
  perClass: z.tuple([ClassFigures, ClassFigures]),
  intervals: Intervals,
  perPatient: z.array(PatientFigures),
  /** Only of patients that the model was not trained on; absent in records without them. */
  curves: Curves.optional()
})

/** evaluation.json of a model folder, with separate figures for each part of the split. */
export const EvaluationRecord = z.object({
  protocol: z.string(),
  /** Patients in more than one part of the split. */
  leakedPatients: z.array(z.string()),
  train: Evaluation.nullable(),
  validation: Evaluation.nullable(),
  test: Evaluation.nullable()
})

const Fall = z.object({ attended: z.number(), random: z.number(), ratio: z.number().nullable() })

/**
 * deletion.json of a model folder: how far probabilities fall when pixels are deleted
 * (evaluation/deletion.ts).
 */
export const DeletionCheck = z.object({
  kind: z.enum(['attention', 'occlusion']),
  /** True positives examined, and their patients. */
  patches: Count,
  patients: z.array(z.string()),
  /** Whether networks of the same recipe were used, each on patients excluded from its training. */
  leftOut: z.boolean(),
  /** Share of a patch's pixels that were deleted. */
  share: Share,
  /** Deleted pixels become the patch's mean colour, or empty glass. */
  mean: Fall,
  glass: Fall,
  holds: z.boolean()
})

export const TrainedEpoch = z.object({
  epoch: Count,
  loss: z.number(),
  validation: z.object({ accuracy: z.number(), auc: z.number().nullable() }).nullish()
})

/** The part of training.jsonl needed to draw the training curves. */
export const TrainingHistory = z.object({
  system: z.string(),
  seed: z.number(),
  epochs: z.array(TrainedEpoch)
})

export type Interval = z.infer<typeof Interval>
export type ClassFigures = z.infer<typeof ClassFigures>
export type ReliabilityBin = z.infer<typeof ReliabilityBin>
export type Evaluation = z.infer<typeof Evaluation>
export type EvaluationRecord = z.infer<typeof EvaluationRecord>
export type DeletionCheck = z.infer<typeof DeletionCheck>
export type ClassIntervals = z.infer<typeof ClassIntervals>
export type CurvePoint = z.infer<typeof CurvePoint>
export type Curves = z.infer<typeof Curves>
export type PatientFigures = z.infer<typeof PatientFigures>
export type TrainingHistory = z.infer<typeof TrainingHistory>
