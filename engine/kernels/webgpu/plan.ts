import { type Cell, gatesOf } from '../recurrence/cells.ts'
import type { Residence } from './product.ts'

/** A device's limits for a workgroup. */
export interface DeviceLimits {
  invocations: number
  /** In bytes. */
  workgroupMemory: number
  /** Registers per invocation that can hold weights; more would spill. */
  registers: number
  /** Whether weights in registers are half floats, two per register. */
  halves: boolean
}

export interface AttentionShape {
  units: number
  window: number
}

export interface SequenceShape {
  cell: Cell
  steps: number
  /** Features per step. */
  inputs: number
  units: number
  attention: AttentionShape | null
}

/** How a sequence is distributed over a workgroup. */
export interface SequencePlan extends SequenceShape {
  threads: number
  /** Vectors of four patches per workgroup. */
  lanes: 1 | 2
  /**
   * Whether the input's products are computed beforehand: x is then [batch][steps][gates·units].
   */
  projected: boolean
  /** Steps whose input is loaded into workgroup memory at a time. */
  chunk: number
  /** Columns of a step's first product, all of which read the previous state. */
  columns: number
  /** Invocations that share one candidate of a GRU, each summing a part of the depth. */
  parts: number
  /** Invocations that share one projection of the attention. */
  projectionParts: number
  residence: { gates: Residence; candidate: Residence; projection: Residence }
  /** Arrays of attention that are in storage because workgroup memory is too small. */
  stored: readonly AttentionArray[]
}

/** Maximum features multiplied within a step; more are multiplied beforehand, all steps at once. */
const FUSED_INPUTS = 8

/** Minimum number of patches that keep a device busy even if every workgroup processes eight. */
const MANY_PATCHES = 1024

/** Arrays of attention shared within a workgroup (follow.ts). */
export type AttentionArray = 'queries' | 'keys' | 'projection' | 'scores' | 'powers' | 'received'

/** Candidates for the arrays to move into storage, from none to all. */
const storable: readonly (readonly AttentionArray[])[] = [
  [],
  ['queries', 'keys'],
  ['queries', 'keys', 'projection', 'scores', 'powers', 'received']
]

/** Returns null if a state of that size does not fit into a workgroup. */
export function planSequence(shape: SequenceShape, limits: DeviceLimits, batch: number): SequencePlan | null {
  for (const lanes of batch >= MANY_PATCHES ? ([2, 1] as const) : ([1] as const))
    for (const stored of shape.attention ? storable : [[]]) {
      const plan = planWith(shape, limits, lanes, stored)
      if (workgroupBytes(plan) <= limits.workgroupMemory) return plan
    }
  return null
}

function planWith(
  shape: SequenceShape,
  limits: DeviceLimits,
  lanes: 1 | 2,
  stored: readonly AttentionArray[]
): SequencePlan {
  const { cell, inputs, units, attention } = shape
  const columns = (cell === 'gru' ? 2 : gatesOf(cell)) * units
  const threads = Math.min(limits.invocations, Math.max(64, Math.ceil(columns / 32) * 32))
  const parts = partsOf(units, units, threads)
  const projections = attention ? 2 * attention.units : 0
  const projectionParts = attention ? partsOf(units, projections, threads) : 1
  const projected = inputs > FUSED_INPUTS
  const fused = projected ? 0 : inputs
  const registers = new Registers(limits, threads)
  return {
    ...shape,
    threads,
    lanes,
    projected,
    chunk: projected ? 0 : Math.max(1, Math.floor(64 / (inputs * lanes))),
    columns,
    parts,
    projectionParts,
    residence: {
      gates: registers.take(units + fused, columns),
      candidate: cell === 'gru' ? registers.take(Math.ceil(units / parts) + fused, units * parts) : 'storage',
      projection: attention
        ? registers.take(Math.ceil(units / projectionParts), projections * projectionParts)
        : 'storage'
    },
    stored
  }
}

/** Allocates an invocation's registers to one product after another. */
export class Registers {
  private left: number
  private readonly threads: number
  private readonly halves: boolean

  constructor({ registers, halves }: DeviceLimits, threads: number) {
    this.left = registers
    this.threads = threads
    this.halves = halves
  }

  /**
   * Allocates registers for tasks of `weights` weights each. Returns 'storage' if they do not fit
   * or if an invocation has several tasks.
   */
  take(weights: number, tasks: number): Residence {
    const needed = this.halves ? Math.ceil(weights / 2) : weights
    if (tasks > this.threads || needed > this.left) return 'storage'
    this.left -= needed
    return this.halves ? 'halves' : 'registers'
  }
}

/**
 * Returns how many invocations share each of `columns` columns of that depth. Each invocation has
 * at least one term.
 */
export function partsOf(depth: number, columns: number, threads: number): number {
  const parts = Math.min(depth, Math.max(1, Math.floor(threads / columns)))
  return Math.ceil(depth / Math.ceil(depth / parts))
}

/**
 * States kept until no query sees them and their attention has been added; three are in progress
 * (sequence.ts).
 */
export const placesOf = ({ window }: AttentionShape) => window + 3
export const reachBack = ({ window }: AttentionShape) => window >> 1
export const reachAhead = ({ window }: AttentionShape) => window - 1 - (window >> 1)

/**
 * Number of parts that a score's units are divided into, so that all invocations have similar work.
 */
export function scoreChunks({ units, window }: AttentionShape, threads: number, lanes: number): number {
  return Math.max(1, Math.min(units, Math.floor(threads / (window * lanes))))
}

/** Vectors of four floats in each array that attention shares within a workgroup. */
export function attentionVectors(
  { projectionParts, threads, lanes }: Pick<SequencePlan, 'projectionParts' | 'threads' | 'lanes'>,
  attention: AttentionShape
): Record<AttentionArray, number> {
  const { units, window } = attention
  return {
    queries: (reachAhead(attention) + 1) * units * lanes,
    keys: window * units * lanes,
    projection: projectionParts * 2 * units * lanes,
    scores: window * scoreChunks(attention, threads, lanes) * lanes,
    powers: window * lanes,
    received: placesOf(attention) * lanes
  }
}

/** Vectors of four floats in each array in workgroup memory. */
export function workgroupVectors(plan: SequencePlan): Record<string, number> {
  const { cell, units, lanes, inputs, chunk, columns, parts, attention, stored } = plan
  const rows = units * lanes
  const arrays: Record<string, number> = { state: rows, total: rows, input: chunk * inputs * lanes }
  if (cell === 'gru') Object.assign(arrays, { update: rows, reset: rows, partial: parts * rows })
  else arrays.gates = columns * lanes
  if (cell === 'gru-reset-after') arrays.candidate = rows
  if (cell === 'lstm') arrays.memory = rows
  if (!attention) return arrays
  for (const [name, vectors] of Object.entries(attentionVectors(plan, attention)))
    if (!stored.includes(name as AttentionArray)) arrays[name] = vectors
  return arrays
}

export function workgroupBytes(plan: SequencePlan): number {
  return 16 * Object.values(workgroupVectors(plan)).reduce((sum, vectors) => sum + vectors, 0)
}
