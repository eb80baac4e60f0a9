/**
 * A thread of scaling.ts: runs a network repeatedly for the requested milliseconds and returns its
 * patches per second.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { openKernels } from '../../engine/kernels/open.ts'
import type { Build } from '../../engine/kernels/wasm/module.ts'
import { forward } from './measure.ts'
import { count, type RandomNetwork } from './networks.ts'

const { network, build } = workerData as { network: RandomNetwork; build: Build }
const kernels = openKernels(build)
forward(kernels, network)

parentPort?.on('message', (milliseconds: number) => {
  const began = performance.now()
  let patches = 0
  while (performance.now() - began < milliseconds) {
    forward(kernels, network)
    patches += count
  }
  parentPort?.postMessage((1000 * patches) / (performance.now() - began))
})
parentPort?.postMessage(0)
