import { z } from 'zod'

interface CallOptions {
  /** Whether the call changes the library; refused at once while the library is read-only. */
  writes: boolean
  /**
   * Whether the call takes effect after the earlier ordered calls of the same caller: undoing what
   * was just drawn must not undo what was drawn before.
   */
  ordered?: boolean
}

/** Declares a call: the shape of its input and of its output. */
export const call = <I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  { writes, ordered = false }: CallOptions = { writes: false }
) => ({ kind: 'call', input, output, writes, ordered }) as const

/** Declares a stream: the shape of its input and of its items. */
export const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, item: O) =>
  ({ kind: 'stream', input, output: item, writes: false, ordered: false }) as const

export const slideId = z.number().int().positive()
export const runId = z.number().int().positive()
/** A row or column of a run's grid. */
export const place = z.number().int().nonnegative()
