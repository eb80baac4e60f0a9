import { plain } from './built/plain.ts'
import { relaxed } from './built/relaxed.ts'
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
  attendSequence(plan: number): void
  attendBackward(plan: number): void
  peak(address: number, rounds: number): void
  paddedRows(rows: number): number
}

export interface Kernels {
  /** 'relaxed' multiplies and adds in one rounding, twice as fast; 'plain' runs wherever WebAssembly has SIMD. */
  build: 'relaxed' | 'plain'
  run: KernelExports
  arena: Arena
}

let opened: Kernels | undefined
const modules = new Map<Kernels['build'], object>()

/** The kernels for this machine: one instance in a process, since they keep nothing between calls but tapes (tape.ts). */
export function openKernels(): Kernels {
  opened ??= instantiate(WebAssembly.validate(bytes(relaxed)) ? 'relaxed' : 'plain')
  return opened
}

/** A new instance of one build, compiled once. Throws WebAssembly.CompileError where this machine lacks its instructions. */
export function instantiate(build: Kernels['build']): Kernels {
  const module = modules.get(build) ?? new WebAssembly.Module(bytes(build === 'relaxed' ? relaxed : plain))
  modules.set(build, module)
  const run = new WebAssembly.Instance(module).exports as KernelExports
  return { build, run, arena: new Arena(run.memory, run.firstFree()) }
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}
