import type { SymbolicTensor } from '@tensorflow/tfjs-layers'
import * as layers from '@tensorflow/tfjs-layers'

export type ResNetDepth = 18 | 34 | 50

/** What the paper leaves open of its residual networks, chosen by us for patches of 50 pixels. */
export interface ResNetOptions {
  depth: ResNetDepth
  /** Edge of a patch, pixels. */
  patch: number
  /** Filters of the first stage; each further one has twice as many. */
  width: number
  /** Stride of the first 3×3 convolution. The original's 7×7 would leave 13 of 50 pixels before the first block. */
  stemStride: 1 | 2
  /** A 3×3 max pooling with stride 2 after the first convolution, as in the original. */
  stemPool: boolean
  seed: number
}

export const resNetDefaults = { patch: 50, width: 64, stemStride: 2, stemPool: true, seed: 1 } as const

/** Blocks of each of the four stages (He et al. 2016, table 1). */
const stages: Record<ResNetDepth, readonly number[]> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3]
}

/** Share of a batch in the running means; the library's own 0.01 needs more steps than a small data set gives. */
const normalisationMomentum = 0.9

/** A residual network (He et al. 2016) of 18, 34 or 50 layers. Takes [batch, patch, patch, 3], gives [batch, 2]. */
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

interface Block {
  name: string
  filters: number
  stride: 1 | 2
  seed: () => number
}

/** Two 3×3 convolutions beside the shortcut. */
function basic(input: SymbolicTensor, { name, filters, stride, seed }: Block): SymbolicTensor {
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

/** 1×1 down, 3×3, 1×1 up to four times the filters, beside the shortcut. */
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

/** The input itself, or a 1×1 convolution of it where the shape changes. */
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

interface Convolution {
  name: string
  filters: number
  size: number
  stride: 1 | 2
  seed: number
}

/** A convolution without bias and its batch normalisation. */
function convolve(input: SymbolicTensor, { name, filters, size, stride, seed }: Convolution): SymbolicTensor {
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

function activate(input: SymbolicTensor, name: string): SymbolicTensor {
  return layers.layers.activation({ name: `${name}_relu`, activation: 'relu' }).apply(input) as SymbolicTensor
}

/** One seed after the other, so that no two kernels start alike. */
function seeds(first: number): () => number {
  let next = first
  return () => next++
}
