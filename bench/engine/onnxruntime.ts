import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Contender } from './contender.ts'
import { onnxModel } from './onnx-layers.ts'

interface Session {
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>
}

interface Runtime {
  InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> }
  Tensor: new (type: 'float32', data: Float32Array, shape: number[]) => unknown
}

const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' }

/** Wraps a model for onnxruntime; also gives its version. */
export interface Onnxruntime {
  version: string
  contender(model: LayersModel): Contender
}

/**
 * Loads onnxruntime-node from the folder it was installed in. It is not a dependency, because it
 * takes 290 MB.
 * @throws Error if it is not there
 */
export function openOnnxruntime(folder: string): Onnxruntime {
  const load = createRequire(join(folder, 'package.json'))
  const { InferenceSession, Tensor } = load('onnxruntime-node') as Runtime
  return {
    version: (load('onnxruntime-node/package.json') as { version: string }).version,
    contender(model) {
      const [, ...image] = model.inputs[0]!.shape as number[]
      return {
        clock: 'processor',
        batches: [1, 4, 8, 32],
        async prepare(images, batch) {
          const session = await InferenceSession.create(onnxModel(model, batch), options)
          const x = new Tensor('float32', images, [batch, ...image])
          return async () => Object.values(await session.run({ x }))[0]!.data
        },
        dispose() {}
      }
    }
  }
}
