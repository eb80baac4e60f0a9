import type { AttentionWeights } from './attention.ts'
import { putAttention } from './attention.ts'
import type { CellWeights } from './cells.ts'
import { CELLS, gateRows, packCell } from './cells.ts'
import { eachGroup, groupsOf, LANES, putGroup, type Sequences, takeGroup } from './groups.ts'
import type { Arena } from './memory.ts'
import type { Kernels } from './module.ts'
import { type Plan, putPlan, reservePlan } from './plan.ts'

/**
 * Mean over time of the states, or of the attended states: [count][units]. Nothing as long as the sequence is stored but
 * one group's input.
 */
export function meanState(
  kernels: Kernels,
  cell: CellWeights,
  attention: AttentionWeights | null,
  sequences: Sequences
): Float32Array {
  const { arena, run } = kernels
  const { units } = cell
  const { count, steps, values } = sequences
  const means = new Float32Array(count * units)
  arena.clear()
  const sum = arena.reserve(units * LANES)
  const ring = attention ? putAttention(arena, attention) : 0
  const plan = { ...planOf(arena, cell, steps, attention?.window ?? 1, false), sum, attention: ring }
  const address = reservePlan(arena)
  eachGroup(count, (first, patches) => {
    putGroup(arena, plan.source, values, steps * cell.inputs, first, patches)
    putPlan(arena, address, { ...plan, patches })
    run.recur(address)
    const sums = arena.floats(sum, units * LANES)
    for (let lane = 0; lane < patches; lane++) {
      const at = (first + lane) * units
      for (let unit = 0; unit < units; unit++) means[at + unit] = sums[unit * LANES + lane]! / steps
    }
  })
  return means
}

/** Every state, and if wanted what the backward pass needs: its size is `tapeFloats` a group. */
export interface States {
  /** [count][steps][units] */
  states: Float32Array
  /** [groups][tapeFloats], or empty */
  tape: Float32Array
}

export function allStates(
  kernels: Kernels,
  cell: CellWeights,
  sequences: Sequences,
  withTape: boolean
): States {
  const { arena, run } = kernels
  const { count, steps, values } = sequences
  const size = steps * cell.units
  const tapeSize = withTape ? tapeFloats(cell, steps) : 0
  const states = new Float32Array(count * size)
  const tape = new Float32Array(groupsOf(count) * tapeSize)
  arena.clear()
  const target = arena.reserve(size * LANES)
  const plan = { ...planOf(arena, cell, steps, withTape ? steps + 1 : 1, withTape), states: target }
  const address = reservePlan(arena)
  eachGroup(count, (first, patches, group) => {
    putGroup(arena, plan.source, values, steps * cell.inputs, first, patches)
    putPlan(arena, address, { ...plan, patches })
    run.recur(address)
    takeGroup(arena, target, states, size, first, patches)
    tape.set(arena.floats(plan.slots, tapeSize), group * tapeSize)
  })
  return { states, tape }
}

/** A tape is all slots, one more than there are steps, and then all gates blocks, with a zero block before the first. */
export function tapeFloats(cell: CellWeights, steps: number): number {
  return (steps + 1) * (slotFloats(cell) + gateFloats(cell))
}

export function slotFloats(cell: Pick<CellWeights, 'units' | 'inputs'>): number {
  return (cell.units + 1 + cell.inputs) * LANES
}

export function gateFloats(cell: Pick<CellWeights, 'cell' | 'units'>): number {
  return gateRows(cell.cell, cell.units) * LANES
}

/** Room and packed weights for one group, and no wishes yet; slots and gates lie one behind the other, so that they are copied as one tape. */
export function planOf(
  arena: Arena,
  cell: CellWeights,
  steps: number,
  slotCount: number,
  withTape: boolean
): Plan {
  const packed = packCell(cell)
  const gateBlock = gateFloats(cell)
  const slotRing = slotCount * slotFloats(cell)
  const weights = {
    gateWeights: arena.put(packed.gates),
    candidateWeights: arena.put(packed.candidate),
    innerWeights: arena.put(packed.inner),
    reset: arena.reserve(slotFloats(cell)),
    source: arena.reserve(LANES * steps * cell.inputs)
  }
  const slots = arena.reserve(slotRing + gateBlock * (withTape ? steps + 1 : 1))
  const gateStride = withTape ? gateBlock * Float32Array.BYTES_PER_ELEMENT : 0
  return {
    ...weights,
    cell: CELLS[cell.cell],
    steps,
    patches: 0,
    inputs: cell.inputs,
    units: cell.units,
    slots,
    slotCount,
    gates: slots + slotRing * Float32Array.BYTES_PER_ELEMENT + gateStride,
    gateStride,
    states: 0,
    sum: 0,
    attention: 0
  }
}
