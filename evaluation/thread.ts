/**
 * A thread that shares in an evaluation: opens the engine and the model, then predicts portion by
 * portion.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { DuctalError } from '../contract/errors.ts'
import { openEngine } from '../engine/engine.ts'

export interface Portion {
  pixels: Uint8Array<ArrayBuffer>
  count: number
}

export type Answer = { scores: Float32Array } | Pick<DuctalError, 'code' | 'message'>

const network = openEngine('cpu').then(engine => engine.load(workerData as string))
// Prevents an unhandled rejection; the first request reports the error.
network.catch(() => {})

async function answer({ pixels, count }: Portion): Promise<Answer> {
  try {
    return { scores: await (await network).predict(pixels, count) }
  } catch (error) {
    if (error instanceof DuctalError) return { code: error.code, message: error.message }
    throw error
  }
}

parentPort?.on('message', async (portion: Portion) => parentPort?.postMessage(await answer(portion)))
