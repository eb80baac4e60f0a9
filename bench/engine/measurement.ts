import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { EngineName } from '../../contract/runs/engine.ts'
import { type Device, openEngine } from '../../engine/engine.ts'
import { openKernels } from '../../engine/kernels/open.ts'
import type { Kernels } from '../../engine/kernels/wasm/module.ts'
import { inferenceOf } from '../../engine/layers/inference.ts'
import { architectures } from '../../engine/models/index.ts'
import { timed } from './clock.ts'
import { type Contender, compute, type Entry, enter } from './contender.ts'
import type { Onnxruntime } from './onnxruntime.ts'
import { operationsOf } from './operations.ts'
import { tensorflowAlone } from './tensorflow.ts'

/** Operations per second of this core's multiply-adds in WebAssembly, without memory access. */
export async function measurePeak({ arena, run }: Kernels = openKernels()): Promise<number> {
  arena.clear()
  const address = arena.reserve(256)
  arena.floats(address, 256).fill(1e-3)
  const operations = run.peak(address, 1e6) * 1e6
  return operations / (await timed('processor', () => run.peak(address, 1e6)))
}

type Name = EngineName | 'onnxruntime' | 'tensorflow alone'

/** All contenders for one architecture, with their outputs and speeds. */
export interface Measurement {
  entries: ReadonlyMap<Name, Entry>
  /** Operations in the matrix products of one patch. */
  operations: number
  /** Peak operations per second of the core, one number per round. */
  peaks: number[]
}

/** The competitors that our engines are compared with. */
export interface Others {
  onnxruntime: Onnxruntime | null
  /**
   * The device that TensorFlow uses, if installed. On a GPU the one-thread comparison does not
   * apply, so it is left out.
   */
  tensorflow: Device | null
}

/** Measures engines and competitors alternately, round by round. Throws the signal's reason. */
export async function measureArchitecture(
  architecture: string,
  engines: { name: EngineName; device: Device }[],
  others: Others,
  { rounds, signal }: { rounds: number; signal: AbortSignal }
): Promise<Measurement> {
  await openEngine('cpu')
  const model = architectures[architecture]!.build()
  const contenders = new Map<Name, Contender>()
  try {
    await invite(contenders, architecture, model, engines, others)
    const entries = new Map<Name, Entry>()
    for (const [name, contender] of contenders) {
      signal.throwIfAborted()
      entries.set(name, await enter(contender, batch => imagesFor(model, batch)))
    }
    const peaks: number[] = []
    for (let round = 0; round < rounds; round++) {
      peaks.push(await measurePeak())
      for (const { clock, batch, run, patchesPerSecond } of entries.values()) {
        signal.throwIfAborted()
        patchesPerSecond.push(batch / (await timed(clock, run)))
      }
    }
    return { entries, operations: operationsOf(model), peaks }
  } finally {
    for (const contender of contenders.values()) contender.dispose()
    model.dispose()
  }
}

/**
 * Builds the architecture separately for each engine, with the same weights from the same seeds,
 * because tensors belong to the device that computes them.
 */
async function invite(
  contenders: Map<Name, Contender>,
  architecture: string,
  model: LayersModel,
  engines: { name: EngineName; device: Device }[],
  { onnxruntime, tensorflow }: Others
): Promise<void> {
  const { build } = architectures[architecture]!
  for (const { name, device } of engines) {
    await openEngine(name)
    contenders.set(name, engineContender(build(), name, device))
  }
  if (onnxruntime) contenders.set('onnxruntime', onnxruntime.contender(model))
  if (tensorflow?.kind !== 'cpu') return
  await openEngine('tensorflow')
  contenders.set('tensorflow alone', tensorflowAlone(build()))
}

/** A GPU needs large batches; the last is the largest that a run uses. */
const onGpu = [8, 64, 128, 256]

/** Wraps one of our engines, which must be open and current. */
function engineContender(model: LayersModel, name: EngineName, { kind }: Device): Contender {
  const { run, streams } = inferenceOf(model)
  const [, ...image] = model.inputs[0]!.shape as [number, number, number, number]
  return {
    clock: kind === 'gpu' || name === 'webgpu' ? 'wall' : 'processor',
    batches: kind === 'gpu' ? onGpu : streams ? [8, 64] : [1, 8, 16, 32, 64],
    async prepare(images, batch) {
      return async () => {
        await openEngine(name)
        return compute(images, [batch, ...image], run)
      }
    },
    dispose: () => model.dispose()
  }
}

/** Returns pseudo-random numbers within ±1. A larger batch starts with the same numbers. */
function imagesFor(model: LayersModel, batch: number): Float32Array {
  const [, ...image] = model.inputs[0]!.shape as number[]
  const length = image.reduce((product, edge) => product * edge, batch)
  return Float32Array.from({ length }, (_, i) => ((Math.imul(i + 1, 2654435761 | 0) >>> 0) / 2 ** 32) * 2 - 1)
}
