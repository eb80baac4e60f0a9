import type { SymbolicTensor } from '@tensorflow/tfjs-layers'
import * as layers from '@tensorflow/tfjs-layers'
import { publishedLayout } from '../../contract/slides/published-layout.ts'

export type ResNetDepth = 18 | 34 | 50

/**
 * Residual network parameters that the paper does not specify; our choices, for 50-pixel patches.
 */
export interface ResNetOptions {
  depth: ResNetDepth
  /** Edge length of a patch in pixels. */
  patch: number
  /** Filters of the first stage; each further stage has twice as many. */
  width: number
  /**
   * Stride of the first 3×3 convolution. The original's 7×7 would reduce 50 pixels to 13 before the
   * first block.
   */
  stemStride: 1 | 2
  /** Whether a 3×3 max pooling with stride 2 follows the first convolution, as in the original. */
  stemPool: boolean
  seed: number
}

export const resNetDefaults = {
  patch: publishedLayout.patch,
  width: 64,
  stemStride: 2,
  stemPool: true,
  seed: 1
} as const

/** Number of blocks in each of the four stages (He et al. 2016, table 1). */
const stages: Record<ResNetDepth, readonly number[]> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3]
}

/**
 * Momentum of the running means. A batch contributes 0.1; the library's default of 0.01 needs more
 * steps than a small data set gives.
 */
const normalisationMomentum = 0.9

/**
 * Builds a residual network (He et al. 2016) with 18, 34 or 50 layers. The input is [batch, patch,
 * patch, 3], the output [batch, 2].
 */
export function buildResNet(options: Partial<ResNetOptions> & { depth: ResNetDepth }): layers.LayersModel {
  const { depth, patch, width, stemStride, stemPool, seed } = { ...resNetDefaults, ...options }
  const draw = seeds(seed)
  const input = layers.input({ shape: [patch, patch, 3], name: 'patch' })
  let output = convolve(input, { name: 'stem', filters: width, size: 3, stride: stemStride, seed: draw() })
  output = activate(output, 'stem')
  if (stemPool)
    output = layers.layers
      .maxPooling2d({ name: 'stem_pooling', poolSize: 3, strides: 2, padding: 'same' })
      .apply(output) as SymbolicTensor
  const block = depth === 50 ? bottleneck : basic
  stages[depth].forEach((count, stage) => {
    for (let i = 0; i < count; i++)
      output = block(output, {
        name: `stage_${stage + 1}_block_${i + 1}`,
        filters: width * 2 ** stage,
        stride: stage > 0 && i === 0 ? 2 : 1,
        seed: draw
      })
  })
  output = layers.layers.globalAveragePooling2d({ name: 'pooling' }).apply(output) as SymbolicTensor
  const classes = layers.layers.dense({
    name: 'classes',
    units: 2,
    activation: 'softmax',
    kernelInitializer: layers.initializers.glorotUniform({ seed: draw() })
  })
  return layers.model({
    name: `resnet_${depth}`,
    inputs: input,
    outputs: classes.apply(output) as SymbolicTensor
  })
}

export interface Block {
  name: string
  filters: number
  stride: 1 | 2
  seed: () => number
}

/** Two 3×3 convolutions in parallel with the shortcut. */
export function basic(input: SymbolicTensor, { name, filters, stride, seed }: Block): SymbolicTensor {
  const first = convolve(input, { name: `${name}_1`, filters, size: 3, stride, seed: seed() })
  const second = convolve(activate(first, `${name}_1`), {
    name: `${name}_2`,
    filters,
    size: 3,
    stride: 1,
    seed: seed()
  })
  return join(second, shortcut(input, { name, filters, stride, seed }), name)
}

/** 1×1 down, 3×3, 1×1 up to four times the filters, in parallel with the shortcut. */
function bottleneck(input: SymbolicTensor, { name, filters, stride, seed }: Block): SymbolicTensor {
  const first = convolve(input, { name: `${name}_1`, filters, size: 1, stride: 1, seed: seed() })
  const second = convolve(activate(first, `${name}_1`), {
    name: `${name}_2`,
    filters,
    size: 3,
    stride,
    seed: seed()
  })
  const wide = 4 * filters
  const third = convolve(activate(second, `${name}_2`), {
    name: `${name}_3`,
    filters: wide,
    size: 1,
    stride: 1,
    seed: seed()
  })
  return join(third, shortcut(input, { name, filters: wide, stride, seed }), name)
}

/** Returns the input itself, or a 1×1 convolution of it if the shape changes. */
function shortcut(input: SymbolicTensor, { name, filters, stride, seed }: Block): SymbolicTensor {
  if (stride === 1 && input.shape[3] === filters) return input
  return convolve(input, { name: `${name}_shortcut`, filters, size: 1, stride, seed: seed() })
}

function join(branch: SymbolicTensor, straight: SymbolicTensor, name: string): SymbolicTensor {
  return activate(
    layers.layers.add({ name: `${name}_sum` }).apply([branch, straight]) as SymbolicTensor,
    name
  )
}

export interface Convolution {
  name: string
  filters: number
  size: number
  stride: 1 | 2
  seed: number
}

/** A convolution without bias, followed by batch normalisation. */
export function convolve(
  input: SymbolicTensor,
  { name, filters, size, stride, seed }: Convolution
): SymbolicTensor {
  const convolution = layers.layers.conv2d({
    name: `${name}_convolution`,
    filters,
    kernelSize: size,
    strides: stride,
    padding: 'same',
    useBias: false,
    kernelInitializer: layers.initializers.heNormal({ seed })
  })
  return layers.layers
    .batchNormalization({ name: `${name}_normalisation`, momentum: normalisationMomentum })
    .apply(convolution.apply(input)) as SymbolicTensor
}

export function activate(input: SymbolicTensor, name: string): SymbolicTensor {
  return layers.layers.activation({ name: `${name}_relu`, activation: 'relu' }).apply(input) as SymbolicTensor
}

/** Returns consecutive seeds, so that no two kernels start with the same values. */
export function seeds(first: number): () => number {
  let next = first
  return () => next++
}
