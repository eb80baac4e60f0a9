import type { Arena } from '../wasm/memory.ts'
import { packRows } from '../wasm/packing.ts'
import { type CellWeights, gatesOf } from './cells.ts'

/**
 * Sums of assembly/outer.ts for one matrix of rows × depth: tiles of six rows by two k, with half
 * as many partial sums as lanes.
 */
export class GradientSums {
  readonly address: number
  readonly #arena: Arena
  readonly #depth: number
  readonly #parts: number
  readonly #count: number

  constructor(arena: Arena, rows: number, depth: number) {
    this.#arena = arena
    this.#depth = depth
    this.#parts = arena.lanes / 2
    this.#count = Math.ceil(rows / 6) * Math.ceil(depth / 2) * 12 * this.#parts
    this.address = arena.reserve(this.#count)
  }

  clear(): void {
    this.#arena.floats(this.address, this.#count).fill(0)
  }

  /**
   * Sums the parts and returns a reader of the gradient at (row, k). Call before the next kernel
   * call.
   */
  reader(): (row: number, k: number) => number {
    const sums = this.#folded()
    const tilesAcross = Math.ceil(this.#depth / 2)
    return (row, k) => {
      const tile = Math.floor(row / 6) * tilesAcross + (k >> 1)
      return sums[tile * 12 + (row % 6) * 2 + (k & 1)]!
    }
  }

  /** Adds up the partial sums of each entry. */
  #folded(): Float32Array {
    const parts = this.#parts
    const sums = this.#arena.floats(this.address, this.#count)
    const folded = new Float32Array(this.#count / parts)
    for (let entry = 0, at = 0; entry < folded.length; entry++) {
      let sum = 0
      for (const end = at + parts; at < end; at++) sum += sums[at]!
      folded[entry] = sum
    }
    return folded
  }
}

/**
 * Transposed weights with the scales of the packed ones: ½ for a gate's sigmoid, ½ for the
 * candidate's doubled reset (cells.ts).
 */
export interface TurnedWeights {
  gates: Float32Array
  candidate: Float32Array
  inner: Float32Array
  gateInputs: Float32Array
  candidateInputs: Float32Array
}

/**
 * Transposes weights for the backward pass: rows are units of the state or features of the input,
 * the depth is the deltas.
 */
export function turnWeights(weights: CellWeights): TurnedWeights {
  const { cell, units, inputs, kernel, recurrentKernel } = weights
  const columns = gatesOf(cell) * units
  const none = new Float32Array(0)
  const ofState = (row: number, column: number) => recurrentKernel[row * columns + column]!
  const ofInput = (row: number, column: number) => kernel[row * columns + column]!
  const gateColumns = cell === 'lstm' ? columns : 2 * units
  const gates = (rows: number, entry: typeof ofState) =>
    packRows(rows, gateColumns, (row, delta) => gateScale(weights, delta) * entry(row, delta))
  const state = () => packRows(units, units, (row, delta) => 0.5 * ofState(row, 2 * units + delta))
  return {
    gates: gates(units, ofState),
    candidate: cell === 'gru' ? state() : none,
    inner: cell === 'gru-reset-after' ? state() : none,
    gateInputs: gates(inputs, ofInput),
    candidateInputs:
      cell === 'lstm' ? none : packRows(inputs, units, (row, delta) => ofInput(row, 2 * units + delta))
  }
}

/** Returns ½ for columns that pass through a sigmoid. */
export function gateScale(weights: Pick<CellWeights, 'cell' | 'units'>, column: number): number {
  const gate = Math.floor(column / weights.units)
  return gate === 2 ? 1 : 0.5
}
