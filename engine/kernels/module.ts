import { plain } from './built/plain.ts'
import { relaxed } from './built/relaxed.ts'
import { wide } from './built/wide.ts'
import { Arena, type Memory } from './memory.ts'

/** What is used of WebAssembly: its types come with browsers' library only. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: unknown }
}

/** What the compiled kernels export: assembly/index.ts. Addresses and counts are plain numbers. */
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
  /** Gives the operations of a round. */
  peak(address: number, rounds: number): number
  paddedRows(rows: number): number
  lanes(): number
}

/**
 * 'plain' runs wherever WebAssembly has SIMD; 'relaxed' multiplies and adds in one rounding, twice as fast; 'wide' takes sixteen
 * patches at a time instead of eight, which pays where V8 joins vectors to such of 256 bits (wide.ts).
 */
export type Build = 'wide' | 'relaxed' | 'plain'

export interface Kernels {
  build: Build
  run: KernelExports
  arena: Arena
}

const sources: Record<Build, string> = { wide, relaxed, plain }
const modules = new Map<Build, object>()

/** Whether this machine's WebAssembly has the instructions of a build. */
export function isValid(build: Build): boolean {
  return WebAssembly.validate(bytes(build))
}

/** A new instance of one build, compiled once. Throws WebAssembly.CompileError where this machine lacks its instructions. */
export function instantiate(build: Build): Kernels {
  const module = modules.get(build) ?? new WebAssembly.Module(bytes(build))
  modules.set(build, module)
  const run = new WebAssembly.Instance(module).exports as KernelExports
  return { build, run, arena: new Arena(run.memory, run.firstFree(), run.lanes()) }
}

function bytes(build: Build): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(sources[build]), character => character.charCodeAt(0))
}
