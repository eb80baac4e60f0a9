import { createRequire } from 'node:module'
import { join } from 'node:path'
import { onnxNetwork } from '../engine/onnx-network.ts'
import { inputs, type RandomNetwork, steps } from './networks.ts'

export interface Runtime {
  version: string
  /** Returns a function that runs the first `batch` patches and returns means, [batch][units]. */
  prepare(network: RandomNetwork, batch: number): Promise<() => Promise<Float32Array>>
}

interface OnnxSession {
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>
}

interface OnnxModule {
  InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> }
  Tensor: new (type: 'float32', data: Float32Array, shape: number[]) => unknown
}

/**
 * Loads onnxruntime-node, with one thread, from the folder where it is installed. It is no
 * dependency of ours because it takes 290 MB.
 */
export function openOnnxruntime(folder: string): Runtime {
  const load = createRequire(join(folder, 'package.json'))
  const { InferenceSession, Tensor } = load('onnxruntime-node') as OnnxModule
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' }
  return {
    version: (load('onnxruntime-node/package.json') as { version: string }).version,
    async prepare({ cell, attention, values }, batch) {
      const session = await InferenceSession.create(onnxNetwork(cell, attention, steps, batch), options)
      const turned = Float32Array.from({ length: steps * batch * inputs }, (_, i) => {
        const [step, patch] = [Math.floor(i / (batch * inputs)), Math.floor(i / inputs) % batch]
        return values[(patch * steps + step) * inputs + (i % inputs)]!
      })
      const x = new Tensor('float32', turned, [steps, batch, inputs])
      return async () => Object.values(await session.run({ x }))[0]!.data
    }
  }
}
