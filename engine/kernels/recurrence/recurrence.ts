import type { AttentionWeights } from '../attention/attention.ts'
import { paddedUnits, putAttention } from '../attention/attention.ts'
import { eachGroup, groupsOf, putGroup, type Sequences, takeGroup } from '../wasm/groups.ts'
import type { Arena } from '../wasm/memory.ts'
import type { Kernels } from '../wasm/module.ts'
import { type Plan, putPlan, reservePlan } from '../wasm/plan.ts'
import { borrow, type Tape } from '../wasm/tape.ts'
import type { CellWeights } from './cells.ts'
import { CELLS, gateRows, packCell } from './cells.ts'

/**
 * Returns the mean over time of the states or attended states: [count][units]. Apart from one
 * group's input, no array is as long as the sequence.
 */
export function meanState(
  kernels: Kernels,
  cell: CellWeights,
  attention: AttentionWeights | null,
  sequences: Sequences
): Float32Array {
  const { arena } = kernels
  arena.clear()
  const plan = {
    ...planOf(arena, cell, sequences.steps),
    ...reserveRing(arena, cell, attention?.window ?? 1),
    sum: arena.reserveRows(cell.units),
    attention: attention ? putAttention(arena, attention) : 0
  }
  return meansOf(kernels, plan, sequences, () => plan)
}

/** Same as `meanState`, and records what `meanGradients` needs for the backward pass. */
export function recordMean(
  kernels: Kernels,
  cell: CellWeights,
  attention: AttentionWeights | null,
  sequences: Sequences
): { means: Float32Array; tape: Tape } {
  const { count, steps } = sequences
  const own = borrow(kernels.build)
  const { arena } = own
  arena.clear()
  const plan = { ...planOf(arena, cell, steps), sum: arena.reserveRows(cell.units) }
  const groups = Array.from({ length: groupsOf(arena, count) }, () => ({
    ...plan,
    ...reserveTape(arena, cell, steps),
    attention: attention
      ? putAttention(arena, attention, {
          tape: arena.reserveRows(steps * attention.window),
          exponentialsTape: arena.reserveRows(steps * 2 * paddedUnits(attention.units))
        })
      : 0
  }))
  const means = meansOf(own, plan, sequences, group => groups[group]!)
  return { means, tape: { kernels: own, groups, count } }
}

function meansOf(
  { arena, run }: Kernels,
  { inputs, units, source, sum }: Plan,
  { count, steps, values }: Sequences,
  planFor: (group: number) => Plan
): Float32Array {
  const means = new Float32Array(count * units)
  const address = reservePlan(arena)
  eachGroup(arena, count, (first, patches, group) => {
    putGroup(arena, source, values, steps * inputs, first, patches)
    putPlan(arena, address, { ...planFor(group), patches })
    run.recur(address)
    const sums = arena.floats(sum, units * arena.lanes)
    for (let lane = 0; lane < patches; lane++) {
      const at = (first + lane) * units
      for (let unit = 0; unit < units; unit++) means[at + unit] = sums[unit * arena.lanes + lane]! / steps
    }
  })
  return means
}

/** Returns every state: [count][steps][units]. */
export function allStates(kernels: Kernels, cell: CellWeights, sequences: Sequences): Float32Array {
  const { arena } = kernels
  arena.clear()
  const plan = { ...planOf(arena, cell, sequences.steps), ...reserveRing(arena, cell, 1) }
  return statesOf(kernels, plan, sequences, () => plan)
}

/** Same as `allStates`, and records what `cellGradients` needs for the backward pass. */
export function recordStates(
  kernels: Kernels,
  cell: CellWeights,
  sequences: Sequences
): { states: Float32Array; tape: Tape } {
  const { count, steps } = sequences
  const own = borrow(kernels.build)
  own.arena.clear()
  const plan = planOf(own.arena, cell, steps)
  const groups = Array.from({ length: groupsOf(own.arena, count) }, () => ({
    ...plan,
    ...reserveTape(own.arena, cell, steps)
  }))
  const states = statesOf(own, plan, sequences, group => groups[group]!)
  return { states, tape: { kernels: own, groups, count } }
}

function statesOf(
  { arena, run }: Kernels,
  shared: Plan,
  sequences: Sequences,
  planFor: (group: number) => Plan
): Float32Array {
  const { count, steps, values } = sequences
  const { inputs, units, source } = shared
  const result = new Float32Array(count * steps * units)
  const states = arena.reserveRows(steps * units)
  const address = reservePlan(arena)
  eachGroup(arena, count, (first, patches, group) => {
    putGroup(arena, source, values, steps * inputs, first, patches)
    putPlan(arena, address, { ...planFor(group), patches, states })
    run.recur(address)
    takeGroup(arena, states, result, steps * units, first, patches)
  })
  return result
}

export function slotRows(cell: Pick<CellWeights, 'units' | 'inputs'>): number {
  return cell.units + 1 + cell.inputs
}

type Region = Pick<Plan, 'slots' | 'slotCount' | 'gates' | 'gateStride'>

/**
 * Reserves memory for inference: a ring of states, and the gates of one step. The next step reads
 * the cell from the same gates block.
 */
function reserveRing(arena: Arena, cell: CellWeights, slotCount: number): Region {
  const slots = arena.reserveRows(slotCount * slotRows(cell))
  return { slots, slotCount, gates: arena.reserveRows(gateRows(cell.cell, cell.units)), gateStride: 0 }
}

/**
 * Reserves memory for the backward pass: slots and gates of every step, one extra slot for the last
 * state, and one extra block for the first cell.
 */
function reserveTape(arena: Arena, cell: CellWeights, steps: number): Region {
  const slotCount = steps + 1
  const rows = gateRows(cell.cell, cell.units)
  const gateStride = rows * arena.lanes * Float32Array.BYTES_PER_ELEMENT
  const slots = arena.reserveRows(slotCount * slotRows(cell))
  return { slots, slotCount, gates: arena.reserveRows((steps + 1) * rows) + gateStride, gateStride }
}

/**
 * Returns a plan with packed weights and room for one group's input; slots and outputs are unset.
 */
function planOf(arena: Arena, cell: CellWeights, steps: number): Plan {
  const packed = packCell(cell)
  return {
    cell: CELLS[cell.cell],
    steps,
    patches: 0,
    inputs: cell.inputs,
    units: cell.units,
    source: arena.reserveRows(steps * cell.inputs),
    slots: 0,
    slotCount: 0,
    gates: 0,
    gateStride: 0,
    reset: arena.reserveRows(slotRows(cell)),
    gateWeights: arena.put(packed.gates),
    candidateWeights: arena.put(packed.candidate),
    innerWeights: arena.put(packed.inner),
    states: 0,
    sum: 0,
    attention: 0
  }
}
