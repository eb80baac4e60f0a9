import { type Cell, gatesOf } from '../cells.ts'
import type { Residence } from './product.ts'

/** What a device allows a workgroup. */
export interface DeviceLimits {
  invocations: number
  /** Bytes. */
  workgroupMemory: number
  /** Registers of weights that an invocation may hold; more would spill. */
  registers: number
  /** Whether weights in registers are half floats, two in one. */
  halves: boolean
}

export interface AttentionShape {
  units: number
  window: number
}

export interface SequenceShape {
  cell: Cell
  steps: number
  /** Features of a step. */
  inputs: number
  units: number
  attention: AttentionShape | null
}

/** How a sequence is spread over a workgroup. */
export interface SequencePlan extends SequenceShape {
  threads: number
  /** Vectors of four patches that a workgroup takes. */
  lanes: 1 | 2
  /** Whether the input's products were taken beforehand: x is then [batch][steps][gates·units]. */
  projected: boolean
  /** Steps whose input is brought into workgroup memory at once. */
  chunk: number
  /** Columns of the first product of a step, all from the state before it. */
  columns: number
  /** Invocations that share one candidate of a GRU, each a part of its depth. */
  parts: number
  /** The same for the projections of attention. */
  projectionParts: number
  residence: { gates: Residence; candidate: Residence; projection: Residence }
  /** Arrays of attention that have to lie in storage, for want of workgroup memory. */
  stored: readonly AttentionArray[]
}

/** More features than that are multiplied beforehand, all steps at once. */
const FUSED_INPUTS = 8

/** Patches from which on a device is busy even if every workgroup takes eight. */
const MANY_PATCHES = 1024

/** What attention shares within a workgroup (follow.ts). */
export type AttentionArray = 'queries' | 'keys' | 'projection' | 'scores' | 'powers' | 'received'

/** What is moved into storage, from nothing to all of it. */
const storable: readonly (readonly AttentionArray[])[] = [
  [],
  ['queries', 'keys'],
  ['queries', 'keys', 'projection', 'scores', 'powers', 'received']
]

/** Null where a state of that size does not fit into a workgroup at all. */
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

/** What is left of an invocation's registers, given to one product after the other. */
export class Registers {
  private left: number
  private readonly threads: number
  private readonly halves: boolean

  constructor({ registers, halves }: DeviceLimits, threads: number) {
    this.left = registers
    this.threads = threads
    this.halves = halves
  }

  /** For as many tasks of so many weights each; storage where they do not fit, or where an invocation has several tasks. */
  take(weights: number, tasks: number): Residence {
    const needed = this.halves ? Math.ceil(weights / 2) : weights
    if (tasks > this.threads || needed > this.left) return 'storage'
    this.left -= needed
    return this.halves ? 'halves' : 'registers'
  }
}

/** How many invocations share each of `columns` columns of that depth; none of them goes without a term. */
export function partsOf(depth: number, columns: number, threads: number): number {
  const parts = Math.min(depth, Math.max(1, Math.floor(threads / columns)))
  return Math.ceil(depth / Math.ceil(depth / parts))
}

/** States kept until no query sees them any more and their attention was added up: three are on their way (sequence.ts). */
export const placesOf = ({ window }: AttentionShape) => window + 3
export const reachBack = ({ window }: AttentionShape) => window >> 1
export const reachAhead = ({ window }: AttentionShape) => window - 1 - (window >> 1)

/** Units of a score that one invocation adds up, so that all of them have about the same to do. */
export function scoreChunks({ units, window }: AttentionShape, threads: number, lanes: number): number {
  return Math.max(1, Math.min(units, Math.floor(threads / (window * lanes))))
}

/** Vectors of four floats of every array that attention shares within a workgroup. */
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

/** The same of every array in workgroup memory. */
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
