import type { z } from 'zod'
import { classesCalls } from './calls/classes.ts'
import { comparisonsCalls } from './calls/comparisons.ts'
import { hostCalls } from './calls/host.ts'
import { libraryCalls } from './calls/library.ts'
import { modelsCalls } from './calls/models.ts'
import { regionsCalls } from './calls/regions.ts'
import { reviewCalls } from './calls/review.ts'
import { reviewersCalls } from './calls/reviewers.ts'
import { runsCalls } from './calls/runs.ts'
import { slidesCalls } from './calls/slides.ts'

/** The shape of every call and stream of the host, composed from one file per room. */
export const calls = {
  ...hostCalls,
  ...slidesCalls,
  ...libraryCalls,
  ...modelsCalls,
  ...comparisonsCalls,
  ...runsCalls,
  ...reviewersCalls,
  ...reviewCalls,
  ...classesCalls,
  ...regionsCalls
} as const

export type Calls = typeof calls
export type CallName = { [K in keyof Calls]: Calls[K]['kind'] extends 'call' ? K : never }[keyof Calls]
export type StreamName = { [K in keyof Calls]: Calls[K]['kind'] extends 'stream' ? K : never }[keyof Calls]
export type Input<K extends keyof Calls> = z.input<Calls[K]['input']>
export type Parsed<K extends keyof Calls> = z.output<Calls[K]['input']>
export type Output<K extends keyof Calls> = z.output<Calls[K]['output']>
