import { plain } from './built/plain.ts'
import { relaxed } from './built/relaxed.ts'
import { wide } from './built/wide.ts'
import { Arena, type Memory } from './memory.ts'

/** The part of WebAssembly in use; its types are only in TypeScript's DOM library. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: unknown }
}

/** Exports of the compiled kernels (assembly/index.ts). Addresses and counts are plain numbers. */
export interface KernelExports {
  memory: Memory
  firstFree(): number
  recur(plan: number): void
  recurBackward(plan: number): void
  meanBackward(plan: number): void
  attendSequence(plan: number): void
  attendBackward(plan: number): void
  convolve(plan: number): void
  poolMaximum(plan: number): void
  poolMean(plan: number): void
  correlate(plan: number): void
  kernelGradient(plan: number): void
  normalise(plan: number): void
  normaliseBackward(plan: number): void
  texture(plan: number): void
  /** Returns the number of operations per round. */
  peak(address: number, rounds: number): number
  paddedRows(rows: number): number
  lanes(): number
}

/**
 * 'plain' runs wherever WebAssembly has SIMD. 'relaxed' multiplies and adds with one rounding,
 * twice as fast. 'wide' processes sixteen patches at a time instead of eight, which pays off where
 * V8 merges vectors into 256-bit ones (wide.ts).
 */
export type Build = 'wide' | 'relaxed' | 'plain'

export interface Kernels {
  build: Build
  run: KernelExports
  arena: Arena
}

const sources: Record<Build, string> = { wide, relaxed, plain }
const modules = new Map<Build, object>()

/** Returns whether this machine's WebAssembly has the instructions of a build. */
export function isValid(build: Build): boolean {
  return WebAssembly.validate(bytes(build))
}

/**
 * Returns a new instance of a build, which is compiled once.
 * @throws WebAssembly.CompileError if this machine lacks the build's instructions
 */
export function instantiate(build: Build): Kernels {
  const module = modules.get(build) ?? new WebAssembly.Module(bytes(build))
  modules.set(build, module)
  const run = new WebAssembly.Instance(module).exports as KernelExports
  return { build, run, arena: new Arena(run.memory, run.firstFree(), run.lanes()) }
}

function bytes(build: Build): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(sources[build]), character => character.charCodeAt(0))
}
