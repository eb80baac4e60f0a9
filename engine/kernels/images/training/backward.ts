import { putCorrelation, putKernelGradient } from '../training-plan.ts'
import type { Images } from './bordered-images.ts'
import type { NormalisedConvolution } from './convolution.ts'
import { eachGroup, type Memory, readingOf } from './memory.ts'
import { bandOf, type Packed } from './packed.ts'
import { phasesOf, turnedWeights } from './phases.ts'

/** Plans of the gradients of a convolution's input; none if its input is the image. */
export interface Backward {
  /** Write the gradients, or add to those that are there. */
  plans: number[]
  adding: number[]
  /** Whether the plans reach every place of the input. */
  whole: boolean
}

/** Writes the plans of the kernel's gradient, one per group, and returns their addresses. */
export function putKernelGradients(
  memory: Memory,
  layer: NormalisedConvolution,
  valueGradients: Images,
  gradient: number
): number[] {
  const [height, width, outputs] = layer.shape
  const { first, reading } = readingOf(memory, layer)
  return eachGroup(memory, group =>
    putKernelGradient(memory.kernels.arena, {
      ...reading,
      input: first(group),
      deltas: valueGradients.at(group, 0, 0),
      deltaRow: valueGradients.row,
      deltaPixel: valueGradients.pixel,
      height,
      width,
      outputs,
      gradient
    })
  )
}

/** Writes the plans of the input's gradients, which read the kernel turned by half a turn. */
export function putBackward(
  memory: Memory,
  layer: NormalisedConvolution,
  valueGradients: Images,
  zeros: number
): { backward: Backward; turned: Packed[] } {
  const { kernels, gradients } = memory
  const { window, shape, inputShape } = layer
  const backward: Backward = { plans: [], adding: [], whole: true }
  if (layer.input === 0) return { backward, turned: [] }
  const into = gradients[layer.input - 1]
  if (!into) throw new RangeError('a shortcut’s convolution is read by what adds it alone')
  const phases = phasesOf(layer)
  backward.whole = phases.length === window.stride ** 2
  const turned = phases.map(phase => turnedWeights(kernels, layer, phase))
  for (const adds of [0, 1])
    eachGroup(memory, group => {
      phases.forEach(({ down, across }, i) => {
        const plan = putCorrelation(kernels.arena, {
          input: valueGradients.at(group, down.start, across.start),
          inputRow: valueGradients.row,
          inputPixel: valueGradients.pixel,
          windowRow: valueGradients.row,
          windowHeight: down.places.length,
          depth: across.places.length * shape[2],
          output: into.at(group, down.first, across.first),
          outputRow: window.stride * into.row,
          outputPixel: window.stride * into.pixel,
          height: down.count,
          width: across.count,
          outputs: inputShape[2],
          weights: turned[i]!.address,
          zeros,
          adds,
          band: bandOf(turned[i]!, down.count)
        })
        ;(adds ? backward.adding : backward.plans).push(plan)
      })
    })
  return { backward, turned }
}
