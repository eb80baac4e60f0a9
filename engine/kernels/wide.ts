import { setFlagsFromString } from 'node:v8'
import { meanState } from './recurrence/recurrence.ts'
import { instantiate, type Kernels } from './wasm/module.ts'

/**
 * Returns the wide build if it is faster, otherwise null. V8 can merge pairs of 128-bit WebAssembly
 * operations into 256-bit ones (AVX2), which doubles a core's throughput; WebAssembly itself has no
 * wider vectors. The flag is off by default and labelled experimental. It is therefore on only
 * while these kernels are compiled, and they are used only if their speed shows that the merge
 * happened and if their results agree with the narrow kernels'
 * (docs/decisions/0020-wide-kernels.md).
 */
export function openWide(): Kernels | null {
  if (!mayBeWide()) return null
  const narrow = instantiate('relaxed')
  const wide = joined(() => instantiate('wide'))
  return speed(wide) > 1.4 * speed(narrow) && agree(wide, narrow) ? wide : null
}

/**
 * V8 13 is the first version seen to merge vectors; Node's macOS builds leave the feature out. In
 * Electron's own processes flags may be frozen, and setting one would end the process, so only
 * workers, which run as Node, try. DUCTAL_KERNELS=narrow turns it off.
 */
function mayBeWide(): boolean {
  const [major = 0] = process.versions.v8.split('.').map(Number)
  const ofNode = !('type' in process)
  const there = process.arch === 'x64' && process.platform !== 'darwin' && major >= 13
  return there && ofNode && process.env.DUCTAL_KERNELS !== 'narrow'
}

/**
 * Compiles with the optimising compiler at once, because the flag takes effect when code is
 * optimised, not when it first runs.
 */
export function joined<T>(compile: () => T): T {
  if (!mayBeWide()) return compile()
  const flags = ['experimental-wasm-revectorize', 'no-liftoff', 'no-wasm-lazy-compilation']
  const after = ['no-experimental-wasm-revectorize', 'liftoff', 'wasm-lazy-compilation']
  for (const flag of flags) setFlagsFromString(`--${flag}`)
  try {
    return compile()
  } finally {
    for (const flag of after) setFlagsFromString(`--${flag}`)
  }
}

/**
 * Measures operations per millisecond of multiply-adds in registers: the best of many short
 * measurements, to exclude other load.
 */
function speed({ run, arena }: Kernels): number {
  arena.clear()
  const address = arena.reserve(256)
  arena.floats(address, 256).fill(1e-3)
  const rounds = 2000
  let best = 0
  for (let look = 0; look < 40; look++) {
    const began = performance.now()
    const operations = run.peak(address, rounds) * rounds
    best = Math.max(best, operations / (performance.now() - began))
  }
  return best
}

const cells = ['gru', 'gru-reset-after', 'lstm'] as const

/**
 * Compares the two builds on a small network of each kind, with attention. Lanes are independent,
 * so only rounding may differ.
 */
function agree(wide: Kernels, narrow: Kernels): boolean {
  const [units, inputs, steps, count] = [10, 3, 24, 19]
  const values = numbers(count * steps * inputs, 1)
  return cells.every(cell => {
    const columns = (cell === 'lstm' ? 4 : 3) * units
    const bias = numbers((cell === 'gru-reset-after' ? 2 : 1) * columns, 0.3)
    const weights = {
      cell,
      inputs,
      units,
      kernel: numbers(inputs * columns, 0.9),
      recurrentKernel: numbers(units * columns, 0.5),
      bias
    }
    const attention = {
      inputs: units,
      units: 8,
      window: 5,
      query: numbers(units * 8, 0.7),
      key: numbers(units * 8, 0.6),
      bias: numbers(8, 0.2),
      score: numbers(8, 0.8),
      scoreBias: numbers(1, 0.1)
    }
    const [a, b] = [wide, narrow].map(kernels =>
      meanState(kernels, weights, attention, { values, count, steps })
    )
    return a!.every((value, i) => Math.abs(value - b![i]!) <= 1e-6)
  })
}

/** Returns the same numbers each time, between −scale and scale. */
function numbers(count: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => scale * Math.sin(12.9898 * i + count))
}
