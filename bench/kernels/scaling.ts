import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Build } from '../../engine/kernels/wasm/module.ts'
import { type Spread, spreadOf } from '../engine/figures.ts'
import type { RandomNetwork } from './networks.ts'

const milliseconds = 400

/**
 * Wall-clock speed of two threads divided by that of one. Shows the gain from a second core only if
 * that core is free.
 */
export async function measureScaling(build: Build, network: RandomNetwork, rounds: number): Promise<Spread> {
  const workers = [0, 1].map(
    () => new Worker(new URL('./thread.ts', import.meta.url), { workerData: { network, build } })
  )
  await Promise.all(workers.map(worker => once(worker, 'message')))
  const speedOf = async (some: Worker[]) => {
    const answers = some.map(async worker => {
      const answer = once(worker, 'message')
      worker.postMessage(milliseconds)
      const [speed] = (await answer) as [number]
      return speed
    })
    return (await Promise.all(answers)).reduce((sum, speed) => sum + speed, 0)
  }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const one = await speedOf(workers.slice(0, 1))
    ratios.push((await speedOf(workers)) / one)
  }
  await Promise.all(workers.map(worker => worker.terminate()))
  return spreadOf(ratios)
}
