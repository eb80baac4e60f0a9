import { z } from 'zod'

export const Reviewer = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  initials: z.string(),
  role: z.string()
})

export const NewReviewer = z.object({
  name: z.string().trim().min(1).max(200),
  initials: z.string().trim().max(10).optional(),
  role: z.string().trim().max(200).optional()
})

/** What a reviewer says of a patch. The model's class stands beside it: confirmed, false positive and false negative follow from both. */
export const PatchLabel = z.enum(['positive', 'negative', 'unsure'])

export const ActionKind = z.enum([
  'begin',
  'label',
  'threshold',
  'comment',
  'regions.add',
  'regions.import',
  'regions.patches',
  'regions.update',
  'regions.remove',
  'regions.merge',
  'regions.subtract',
  'undo',
  'redo',
  'sign',
  'reopen',
  'remove',
  'reviewer',
  'class'
])

/** One entry of the event log, as a history shows it. */
export const Action = z.object({
  sequence: z.number().int().positive(),
  kind: ActionKind,
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  /** ISO 8601: in UTC, and as the clock on the wall showed it, with its offset. */
  utc: z.string(),
  local: z.string(),
  /** The action that is undone or redone. */
  of: z.number().int().nullable(),
  /** Patches, regions or comments that it changed. */
  count: z.number().int(),
  /** The label, threshold, comment, meaning or reason that was given; empty where there is none. */
  text: z.string()
})

export const Signature = z.object({
  /** Of the entry in the log. */
  sequence: z.number().int().positive(),
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  /** What the signature stands for, in the signer's words. */
  meaning: z.string(),
  utc: z.string(),
  local: z.string(),
  /** Hash of the last entry before the signature, and of the state that was signed: 64 hex digits each. */
  logHash: z.string(),
  stateHash: z.string(),
  /** Set once the review was opened again. */
  reopened: z
    .object({
      sequence: z.number().int().positive(),
      reviewer: z.object({ id: z.number().int(), name: z.string() }),
      reason: z.string(),
      utc: z.string(),
      local: z.string()
    })
    .nullable()
})

/** Where a review stands; told anew after each action. There is one a run. */
export const Review = z.object({
  runId: z.number().int().positive(),
  slideId: z.number().int().positive(),
  state: z.enum(['new', 'open', 'signed']),
  /** From which probability a patch counts as positive here; the run keeps its own. */
  threshold: z.number(),
  /** Who set it; null where it is the run's own. */
  thresholdBy: z.string().nullable(),
  labels: z.object({ positive: z.number().int(), negative: z.number().int(), unsure: z.number().int() }),
  /** Labels that say otherwise than the model does at the threshold. */
  falsePositive: z.number().int(),
  falseNegative: z.number().int(),
  /** Patches at or above the threshold, and those of them that have a label. */
  progress: z.object({ reviewed: z.number().int(), total: z.number().int() }),
  regions: z.number().int(),
  comments: z.number().int(),
  /** What undo and redo would act on. */
  undo: Action.nullable(),
  redo: Action.nullable(),
  /** The signature that holds now. */
  signature: Signature.nullable(),
  /** The last entry of this review in the log; 0 and empty where there is none. */
  sequence: z.number().int(),
  hash: z.string(),
  updatedAt: z.string().nullable()
})

export const Comment = z.object({
  id: z.uuid(),
  runId: z.number().int().positive(),
  text: z.string(),
  /** What it is about: a region, a patch, or (both null) the whole slide. */
  regionId: z.uuid().nullable(),
  patch: z.object({ row: z.number().int(), col: z.number().int() }).nullable(),
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  createdAt: z.string(),
  updatedAt: z.string()
})

/** A patch whose label says otherwise than the model does at the review's threshold, or which the reviewer is unsure of. */
export const Correction = z.object({
  row: z.number().int(),
  col: z.number().int(),
  probability: z.number(),
  label: PatchLabel,
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  utc: z.string()
})

/** What `verify` found; the log and the states agree where `faults` is empty. */
export const Verification = z.object({
  /** Entries whose chain was computed anew, and reviews whose state was rebuilt from them. */
  entries: z.number().int(),
  reviews: z.number().int(),
  /** Hash of the last entry; whoever noted an earlier one can find it in the log. */
  head: z.string(),
  faults: z.array(
    z.object({
      /** Where the chain breaks; null where a state differs. */
      sequence: z.number().int().nullable(),
      runId: z.number().int().nullable(),
      message: z.string()
    })
  )
})

export type Reviewer = z.infer<typeof Reviewer>
export type NewReviewer = z.infer<typeof NewReviewer>
export type PatchLabel = z.infer<typeof PatchLabel>
export type ActionKind = z.infer<typeof ActionKind>
export type Action = z.infer<typeof Action>
export type Signature = z.infer<typeof Signature>
export type Review = z.infer<typeof Review>
export type Comment = z.infer<typeof Comment>
export type Correction = z.infer<typeof Correction>
export type Verification = z.infer<typeof Verification>
