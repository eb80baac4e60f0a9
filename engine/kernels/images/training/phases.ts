import type { Kernels } from '../../wasm/module.ts'
import type { NormalisedConvolution } from './convolution.ts'
import { type Packed, reserve } from './packed.ts'

/**
 * Places of the input, one of `stride` apart, that the same places of the window reach, and where
 * their outputs begin.
 */
interface Phase {
  /** Of the input: the first, and how many. */
  first: number
  count: number
  /** Places of the window, the last one first, as they meet ever later outputs. */
  places: number[]
  /**
   * The output that the first place of the input meets with the first place of the window; may lie
   * in the border.
   */
  start: number
}

function phasesAlong(edge: number, window: number, stride: number, before: number): Phase[] {
  return Array.from({ length: stride }, (_, phase) => {
    const places = Array.from({ length: window }, (_, place) => place)
      .filter(place => place % stride === phase)
      .reverse()
    const first = (((phase - before) % stride) + stride) % stride
    const count = Math.max(0, Math.ceil((edge - first) / stride))
    return { first, count, places, start: (first + before - (places[0] ?? 0)) / stride }
  }).filter(({ count, places }) => count > 0 && places.length > 0)
}

export function phasesOf({ inputShape, window }: NormalisedConvolution): { down: Phase; across: Phase }[] {
  const across = phasesAlong(inputShape[1], window.width, window.stride, window.left)
  return phasesAlong(inputShape[0], window.height, window.stride, window.top).flatMap(down =>
    across.map(column => ({ down, across: column }))
  )
}

export function turnedWeights(
  kernels: Kernels,
  { window, inputShape, shape }: NormalisedConvolution,
  { down, across }: { down: Phase; across: Phase }
): Packed {
  const [inputs, outputs] = [inputShape[2], shape[2]]
  const perRow = across.places.length * outputs
  return reserve(kernels, inputs, down.places.length * perRow, (row, k) => {
    const y = down.places[Math.floor(k / perRow)]!
    const x = across.places[Math.floor((k % perRow) / outputs)]!
    return ((y * window.width + x) * inputs + row) * outputs + (k % outputs)
  })
}
