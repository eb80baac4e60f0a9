import type { Arena } from '../wasm/memory.ts'

/** Fields in the order of `CorrelationPlan` in assembly/convolution/correlate.ts. */
const CORRELATION = [
  'input',
  'inputRow',
  'inputPixel',
  'windowRow',
  'windowHeight',
  'depth',
  'output',
  'outputRow',
  'outputPixel',
  'height',
  'width',
  'outputs',
  'weights',
  'zeros',
  'adds',
  'band'
] as const

/** Fields in the order of `KernelGradientPlan` in assembly/convolution/kernel-gradient.ts. */
const KERNEL_GRADIENT = [
  'input',
  'inputRow',
  'inputPixel',
  'windowRow',
  'windowHeight',
  'depth',
  'deltas',
  'deltaRow',
  'deltaPixel',
  'height',
  'width',
  'outputs',
  'gradient'
] as const

/** Fields in the order of `NormalisationPlan` in assembly/convolution/normalisation.ts. */
const NORMALISATION = [
  'groups',
  'height',
  'width',
  'channels',
  'row',
  'group',
  'values',
  'output',
  'shortcut',
  'rectified',
  'mask',
  'count',
  'epsilon',
  'gamma',
  'beta',
  'mean',
  'scale',
  'variance',
  'sums',
  'outputGradients',
  'valueGradients',
  'gammaGradient',
  'betaGradient'
] as const

/** Those that are no whole numbers. */
const FLOATS: ReadonlySet<string> = new Set(['count', 'epsilon'])

export type CorrelationPlan = Record<(typeof CORRELATION)[number], number>
export type KernelGradientPlan = Record<(typeof KERNEL_GRADIENT)[number], number>
export type NormalisationPlan = Record<(typeof NORMALISATION)[number], number>

export const putCorrelation = (arena: Arena, plan: CorrelationPlan) => put(arena, CORRELATION, plan)
export const putKernelGradient = (arena: Arena, plan: KernelGradientPlan) => put(arena, KERNEL_GRADIENT, plan)

export const putNormalisation = (arena: Arena, plan: NormalisationPlan) => put(arena, NORMALISATION, plan)

/** How many patches, times pixels, a normalisation is about to see in how many groups. */
export function setCount(arena: Arena, address: number, groups: number, count: number): void {
  arena.words(address, 1)[0] = groups
  arena.floats(address, NORMALISATION.length)[NORMALISATION.indexOf('count')] = count
}

function put<Field extends string>(
  arena: Arena,
  fields: readonly Field[],
  plan: Record<Field, number>
): number {
  const address = arena.reserve(fields.length)
  const words = arena.words(address, fields.length)
  const floats = arena.floats(address, fields.length)
  fields.forEach((field, i) => {
    ;(FLOATS.has(field) ? floats : words)[i] = plan[field]
  })
  return address
}
