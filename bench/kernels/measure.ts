import { meanGradients } from '../../engine/kernels/mean/mean-gradients.ts'
import { meanState, recordMean } from '../../engine/kernels/recurrence/recurrence.ts'
import type { Kernels } from '../../engine/kernels/wasm/module.ts'
import { timed } from '../engine/clock.ts'
import { type Spread, spreadOf } from '../engine/figures.ts'
import { measurePeak } from '../engine/measurement.ts'
import { count, operations, type RandomNetwork, steps } from './networks.ts'
import type { Runtime } from './onnxruntime.ts'

export interface KernelFigures {
  patchesPerSecond: Spread
  gflops: Spread
  /** Share of the matrix products alone, relative to the peak measured in the same round. */
  shareOfPeak: Spread
  forwardAndBackwardToForward: Spread
  onnxruntime?: OnnxruntimeFigures
}

export interface OnnxruntimeFigures {
  batch: number
  patchesPerSecond: Spread
  /** Our speed divided by theirs, round by round. */
  ratio: Spread
  /** Our best round divided by their best. */
  bestRatio: number
  /** Largest difference between our mean state and theirs. */
  largestDifference: number
}

const onnxBatches = [1, 4, 8]

/**
 * Measures one network on one thread: our kernels and, if present, onnxruntime at its best batch
 * size, alternating round by round.
 */
export async function measureNetwork(
  kernels: Kernels,
  network: RandomNetwork,
  runtime: Runtime | null,
  rounds: number
): Promise<KernelFigures> {
  const flops = operations(network)
  const means = forward(kernels, network)
  const theirs = runtime ? await Promise.all(onnxBatches.map(batch => runtime.prepare(network, batch))) : []
  let difference = 0
  for (const run of theirs) difference = Math.max(difference, largest(await run(), means))
  const speeds: number[] = []
  const shares: number[] = []
  const backward: number[] = []
  const onnx = onnxBatches.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    const top = await measurePeak(kernels)
    const seconds = await timed('processor', () => forward(kernels, network))
    speeds.push(count / seconds)
    shares.push((flops * count) / seconds / top)
    backward.push((await timed('processor', () => forwardAndBackward(kernels, network))) / seconds)
    for (const [i, run] of theirs.entries()) onnx[i]!.push(onnxBatches[i]! / (await timed('processor', run)))
  }
  return {
    patchesPerSecond: spreadOf(speeds),
    gflops: spreadOf(speeds.map(speed => (speed * flops) / 1e9)),
    shareOfPeak: spreadOf(shares),
    forwardAndBackwardToForward: spreadOf(backward),
    ...(runtime ? { onnxruntime: compared(speeds, onnx, difference) } : {})
  }
}

function compared(ours: number[], onnx: number[][], difference: number): OnnxruntimeFigures {
  const medians = onnx.map(speeds => spreadOf(speeds).median)
  const best = medians.indexOf(Math.max(...medians))
  const theirs = onnx[best]!
  return {
    batch: onnxBatches[best]!,
    patchesPerSecond: spreadOf(theirs),
    ratio: spreadOf(ours.map((speed, round) => speed / theirs[round]!)),
    bestRatio: Number((Math.max(...ours) / Math.max(...theirs)).toPrecision(3)),
    largestDifference: Number(difference.toExponential(1))
  }
}

export const forward = (kernels: Kernels, { cell, attention, values }: RandomNetwork): Float32Array =>
  meanState(kernels, cell, attention, { values, count, steps })

/** Does the work of one training step, except for the head and the optimizer. */
export function forwardAndBackward(kernels: Kernels, { cell, attention, values }: RandomNetwork): void {
  const { means, tape } = recordMean(kernels, cell, attention, { values, count, steps })
  meanGradients(cell, attention, tape, means, false)
}

const largest = (a: Float32Array, b: Float32Array) =>
  a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)
