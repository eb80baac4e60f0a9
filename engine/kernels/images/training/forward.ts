import { putCorrelation } from '../training-plan.ts'
import type { Images } from './bordered-images.ts'
import type { NormalisedConvolution } from './convolution.ts'
import { eachGroup, type Memory, readingOf } from './memory.ts'
import { bandOf, type Packed } from './packed.ts'

/** Writes the plans of a convolution, one per group, and returns their addresses. */
export function putForward(
  memory: Memory,
  layer: NormalisedConvolution,
  values: Images,
  weights: Packed,
  zeros: number
): number[] {
  const [height, width, outputs] = layer.shape
  const { first, reading } = readingOf(memory, layer)
  return eachGroup(memory, group =>
    putCorrelation(memory.kernels.arena, {
      ...reading,
      input: first(group),
      output: values.at(group, 0, 0),
      outputRow: values.row,
      outputPixel: values.pixel,
      height,
      width,
      outputs,
      weights: weights.address,
      zeros,
      adds: 0,
      band: bandOf(weights, height)
    })
  )
}
