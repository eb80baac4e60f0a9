import { paddedRows } from '../../wasm/packing.ts'
import { type Backward, putBackward, putKernelGradients } from './backward.ts'
import { Images } from './bordered-images.ts'
import type { NormalisedConvolution } from './convolution.ts'
import { putForward } from './forward.ts'
import type { Memory } from './memory.ts'
import { putMoments, type Vectors } from './moments.ts'
import { type Packed, reserve } from './packed.ts'

/** One convolution with everything that it needs in memory. */
export interface Unit {
  layer: NormalisedConvolution
  output: Images
  /** A shortcut's convolution shares the gradients of the convolution that adds it. */
  outputGradients: Images
  packed: Packed[]
  forward: number[]
  backward: Backward
  kernelGradients: number[]
  normalisation: number
  gradient: number
  vectors: Vectors
}

/** Reserves the memory of one convolution and writes its plans. */
export function unitOf(
  memory: Memory,
  layer: NormalisedConvolution,
  output: Images,
  outputGradients: Images
): Unit {
  const { kernels, groups } = memory
  const { arena } = kernels
  const { window } = layer
  const channels = layer.shape[2]
  const inputs = layer.inputShape[2]
  const values = new Images(kernels, layer.shape, groups)
  const valueGradients = new Images(kernels, layer.shape, groups)
  const zeros = arena.reserve(paddedRows(Math.max(channels, inputs)))
  arena.floats(zeros, paddedRows(Math.max(channels, inputs))).fill(0)
  const depth = window.height * window.width * inputs
  const weights = reserve(kernels, channels, depth, (row, k) => k * channels + row)
  const forward = putForward(memory, layer, values, weights, zeros)
  const gradient = arena.reserve(depth * channels)
  const kernelGradients = putKernelGradients(memory, layer, valueGradients, gradient)
  const { vectors, normalisation } = putMoments(memory, layer, {
    values,
    output,
    outputGradients,
    valueGradients
  })
  const { backward, turned } = putBackward(memory, layer, valueGradients, zeros)
  const packed = [weights, ...turned]
  return {
    ...{ layer, output, outputGradients, packed, forward, backward },
    ...{ kernelGradients, normalisation, gradient, vectors }
  }
}
