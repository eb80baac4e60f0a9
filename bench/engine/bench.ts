import * as tf from '@tensorflow/tfjs-core'
import { DuctalError } from '../../contract/errors.ts'
import { type EngineName, engineNames } from '../../contract/runs/engine.ts'
import { type Device, openEngine } from '../../engine/engine.ts'
import { openKernels } from '../../engine/kernels/open.ts'
import { architectures } from '../../engine/models/index.ts'
import { type Spread, spreadOf } from './figures.ts'
import { measureArchitecture, measurePeak } from './measurement.ts'
import { type Onnxruntime, openOnnxruntime } from './onnxruntime.ts'
import { type BenchRow, rowOf } from './row.ts'

export type { BenchRow, Comparison } from './row.ts'

export const architectureNames: readonly string[] = Object.keys(architectures)

export interface BenchOptions {
  engines: readonly EngineName[]
  architectures: readonly string[]
  rounds: number
  /** Folder that onnxruntime-node is installed in; null if it is not. */
  onnxruntime: string | null
  signal: AbortSignal
  /** Called with each architecture before it is measured. */
  onBegin(architecture: string): void
}

export interface BenchEngine {
  name: EngineName
  device: Device | null
  /** Why the engine was not measured; empty if it was. */
  reason: string
}

export interface BenchResult {
  versions: {
    node: string
    tfjs: string
    kernels: string
    onnxruntime: string | null
    tensorflow: string | null
  }
  rounds: number
  engines: BenchEngine[]
  peakGflops: Spread
  rows: BenchRow[]
}

/**
 * Measures architectures on engines, one thread each, along with onnxruntime and TensorFlow's own
 * operations if they are installed. They alternate round by round, so that a disturbance affects
 * all of them.
 * @throws DuctalError `engine/unavailable` if no engine opens, `engine/failed` if onnxruntime is
 *   named but cannot be used; the signal's reason
 */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const onnxruntime = options.onnxruntime === null ? null : runtimeAt(options.onnxruntime)
  const engines: BenchEngine[] = []
  for (const name of engineNames) engines.push(await tryEngine(name))
  const tensorflow = engines.find(({ name }) => name === 'tensorflow')?.device ?? null
  const measured = engines.flatMap(({ name, device }) =>
    device && options.engines.includes(name) ? [{ name, device }] : []
  )
  if (measured.length === 0) throw new DuctalError('engine/unavailable', reasons(engines, options))
  // The first rounds include compilation.
  for (let round = 0; round < 3; round++) await measurePeak()
  const peaks: number[] = []
  const rows: BenchRow[] = []
  for (const architecture of options.architectures) {
    options.onBegin(architecture)
    const measurement = await measureArchitecture(
      architecture,
      measured,
      { onnxruntime, tensorflow },
      options
    )
    peaks.push(...measurement.peaks)
    for (const { name, device } of measured) rows.push(rowOf(architecture, name, device, measurement))
  }
  return {
    versions: {
      node: process.versions.node,
      tfjs: tf.version_core,
      kernels: openKernels().build,
      onnxruntime: onnxruntime?.version ?? null,
      tensorflow: /^TensorFlow (\S+)/.exec(tensorflow?.name ?? '')?.[1] ?? null
    },
    rounds: options.rounds,
    engines: engines.filter(({ name }) => options.engines.includes(name)),
    peakGflops: spreadOf(peaks.map(peak => peak / 1e9)),
    rows
  }
}

const reasons = (engines: BenchEngine[], asked: BenchOptions) =>
  engines
    .filter(({ name }) => asked.engines.includes(name))
    .map(({ reason }) => reason)
    .join(' ')

function runtimeAt(folder: string): Onnxruntime {
  try {
    return openOnnxruntime(folder)
  } catch (error) {
    throw new DuctalError(
      'engine/failed',
      `onnxruntime-node cannot be loaded from ${folder}, which DUCTAL_ONNXRUNTIME names: install it there, or leave the variable out.`,
      { cause: error }
    )
  }
}

async function tryEngine(name: EngineName): Promise<BenchEngine> {
  try {
    return { name, device: (await openEngine(name)).device, reason: '' }
  } catch (error) {
    if (!(error instanceof DuctalError)) throw error
    return { name, device: null, reason: error.message }
  }
}
