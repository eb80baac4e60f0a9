import { openKernels } from '../../engine/kernels/open.ts'
import type { Kernels } from '../../engine/kernels/wasm/module.ts'
import { timed } from './clock.ts'

/** Operations per second of this core's multiply-adds in WebAssembly, without memory access. */
export async function measurePeak({ arena, run }: Kernels = openKernels()): Promise<number> {
  arena.clear()
  const address = arena.reserve(256)
  arena.floats(address, 256).fill(1e-3)
  const operations = run.peak(address, 1e6) * 1e6
  return operations / (await timed('processor', () => run.peak(address, 1e6)))
}
