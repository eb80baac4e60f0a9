/**
 * Measures the recurrent kernels on one thread: patches per second, GFLOP/s, and the share of this
 * core's peak that the matrix products alone reach. Compares them with onnxruntime-node running the
 * same network with the same weights at its best batch size. All measurements alternate round by
 * round and use this process's CPU time, so that other load disturbs them little.
 * DUCTAL_ONNXRUNTIME names the folder where onnxruntime-node is installed. The measurements are in
 * kernels/, for use by other programs too.
 */
import { openKernels } from '../engine/kernels/open.ts'
import { spreadOf } from './engine/figures.ts'
import { measurePeak } from './engine/measurement.ts'
import { measureNetwork } from './kernels/measure.ts'
import { networks, randomNetwork } from './kernels/networks.ts'
import { openOnnxruntime } from './kernels/onnxruntime.ts'
import { measureScaling } from './kernels/scaling.ts'

const rounds = Number(process.env.DUCTAL_BENCH_ROUNDS ?? 15)
const folder = process.env.DUCTAL_ONNXRUNTIME
const runtime = folder ? openOnnxruntime(folder) : null
const kernels = openKernels()

const peaks: number[] = []
for (let round = 0; round <= rounds; round++) peaks.push((await measurePeak(kernels)) / 1e9)
const results: Record<string, unknown> = {
  build: kernels.build,
  // The first round includes compilation.
  peakGflops: spreadOf(peaks.slice(1)),
  onnxruntime: runtime?.version ?? 'not measured: DUCTAL_ONNXRUNTIME names no folder with onnxruntime-node'
}
for (const network of networks)
  results[network.name] = await measureNetwork(kernels, randomNetwork(network), runtime, rounds)
results['two threads to one, GRU 64'] = await measureScaling(
  kernels.build,
  randomNetwork({ cell: 'gru', units: 64, attends: false }),
  rounds
)
console.log(JSON.stringify(results))
