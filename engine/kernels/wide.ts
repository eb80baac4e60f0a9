import { setFlagsFromString } from 'node:v8'
import { instantiate, type Kernels } from './module.ts'
import { meanState } from './recurrence.ts'

/**
 * The wide build where it pays, or null. V8 can join pairs of 128-bit operations of WebAssembly to one of 256 bits (AVX2),
 * which doubles what a core computes; WebAssembly itself has no wider vectors. It is off by default and called experimental, so it
 * is on only while these kernels are compiled, and they are taken only if their speed shows that it was done, and if they
 * compute what the kernels without it compute (docs/decisions/0020-wide-kernels.md).
 */
export function openWide(): Kernels | null {
  if (!mayBeWide()) return null
  const narrow = instantiate('relaxed')
  const wide = joined(() => instantiate('wide'))
  return speed(wide) > 1.4 * speed(narrow) && agree(wide, narrow) ? wide : null
}

/**
 * V8 13 is the first that was seen to do it, and Node's builds for macOS leave it out. In Electron's own processes flags may be
 * frozen, and setting one would end the process: workers run as Node. DUCTAL_KERNELS=narrow forbids it.
 */
function mayBeWide(): boolean {
  const [major = 0] = process.versions.v8.split('.').map(Number)
  const ofNode = !('type' in process)
  const there = process.arch === 'x64' && process.platform !== 'darwin' && major >= 13
  return there && ofNode && process.env.DUCTAL_KERNELS !== 'narrow'
}

/** Compiles with the optimising compiler at once, since the flag counts when code is optimised, not when it is first run. */
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

/** Operations a second of multiply-adds in registers: the best of many short looks, whatever else the machine does. */
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

/** A small network of each kind, with attention: lanes do not know of each other, so only rounding could differ. */
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

/** The same each time, between −scale and scale. */
function numbers(count: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => scale * Math.sin(12.9898 * i + count))
}
