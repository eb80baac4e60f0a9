import type { Arena } from '../wasm/memory.ts'

/** Fields in the order of `ImagePlan` in assembly/convolution/convolution.ts. */
const IMAGE = [
  'input',
  'height',
  'width',
  'channels',
  'output',
  'outHeight',
  'outWidth',
  'outputs',
  'windowHeight',
  'windowWidth',
  'stride',
  'top',
  'left',
  'weights',
  'bias',
  'shortcut',
  'rectified',
  'band'
] as const

export type ImagePlan = Record<(typeof IMAGE)[number], number>

export function putImagePlan(arena: Arena, plan: ImagePlan): number {
  const address = arena.reserve(IMAGE.length)
  arena.words(address, IMAGE.length).set(IMAGE.map(field => plan[field]))
  return address
}
