import { z } from 'zod'

const Count = z.number().int().nonnegative()
const Share = z.number().min(0).max(1)

/** The middle 95 % of what other draws of patients would give; null where too few patients carry one. */
export const Interval = z.tuple([z.number(), z.number()]).nullable()

/** Means over the patches whose probability lies in one bin. */
export const ReliabilityBin = z.object({ probability: Share, positives: Share, count: Count })

export const ClassFigures = z.object({
  precision: Share,
  /** Null without patches of the class. */
  recall: Share.nullable(),
  f1: Share,
  support: Count
})

export const PatientFigures = z.object({
  patient: z.string(),
  negative: Count,
  positive: Count,
  accuracy: Share,
  /** The recall of the class that there is, where there is one only. */
  balancedAccuracy: Share,
  auc: Share.nullable()
})

/** What `evaluate` gives of a model on a patch folder (evaluation/evaluate.ts). */
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
  /** Averaged over the classes, weighted by their patches. */
  precision: Share,
  recall: Share,
  f1: Share,
  auc: Share.nullable(),
  averagePrecision: Share.nullable(),
  ece: z.number(),
  brier: z.number(),
  /** Absent in what was written before it was kept. */
  reliability: z.array(ReliabilityBin).optional(),
  /** [[true negatives, false positives], [false negatives, true positives]] */
  confusion: z.tuple([z.tuple([Count, Count]), z.tuple([Count, Count])]),
  /** The negative class, then the positive one. */
  perClass: z.tuple([ClassFigures, ClassFigures]),
  intervals: z.object({ draws: Count, accuracy: Interval, balancedAccuracy: Interval, auc: Interval }),
  perPatient: z.array(PatientFigures)
})

/** evaluation.json of a model folder: the sides of its split, apart. */
export const EvaluationRecord = z.object({
  protocol: z.string(),
  /** Patients on more than one side. */
  leakedPatients: z.array(z.string()),
  train: Evaluation.nullable(),
  validation: Evaluation.nullable(),
  test: Evaluation.nullable()
})

const Fall = z.object({ attended: z.number(), random: z.number(), ratio: z.number().nullable() })

/** deletion.json of a model folder: by how much probabilities fall where pixels are deleted (evaluation/deletion.ts). */
export const DeletionCheck = z.object({
  kind: z.enum(['attention', 'occlusion']),
  /** True positives that were looked at, and whose they are. */
  patches: Count,
  patients: z.array(z.string()),
  /** Whether networks of the same recipe were asked, each about patients whom it was trained without. */
  leftOut: z.boolean(),
  /** Share of a patch's pixels that was deleted. */
  share: Share,
  /** Deleted pixels take the patch's mean colour, or become empty glass. */
  mean: Fall,
  glass: Fall,
  holds: z.boolean()
})

export const TrainedEpoch = z.object({
  epoch: Count,
  loss: z.number(),
  validation: z.object({ accuracy: z.number(), auc: z.number().nullable() }).nullish()
})

/** The part of training.jsonl that makes its curves. */
export const TrainingHistory = z.object({
  system: z.string(),
  seed: z.number(),
  epochs: z.array(TrainedEpoch)
})

export type Interval = z.infer<typeof Interval>
export type ReliabilityBin = z.infer<typeof ReliabilityBin>
export type Evaluation = z.infer<typeof Evaluation>
export type EvaluationRecord = z.infer<typeof EvaluationRecord>
export type DeletionCheck = z.infer<typeof DeletionCheck>
export type PatientFigures = z.infer<typeof PatientFigures>
export type TrainingHistory = z.infer<typeof TrainingHistory>
