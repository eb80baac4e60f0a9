import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildGruAttention } from '../../../../../engine/models/recurrent.ts'
import { slideSplit } from '../../../../../training/data/slides.ts'
import { recipeOf } from '../../../../../training/recipes/systems.ts'
import { openTrainingBackend } from '../../../../../training/trainer/backend.ts'
import { type Computation, inThisThread, type Subject } from '../../../../../training/trainer/computation.ts'
import { targetsOf } from '../../../../../training/trainer/targets.ts'
import { sharedOut } from '../../../../../training/trainer/threads/parallel.ts'
import { trainNetwork } from '../../../../../training/trainer/trainer.ts'
import { readWeights } from '../../../../../training/trainer/weights.ts'
import { madeUp, temporaryFolder } from '../../folder.ts'

await openTrainingBackend('recurrence')
const set = madeUp({ a: { negative: 20, positive: 20 }, b: { negative: 10, positive: 10 } })
const normalisation = { mean: [190, 150, 180], deviation: [40, 40, 40] } as const

function subject(dropout: number): Subject {
  const model = buildGruAttention({ tokens: { block: 10 }, units: 6, dropout, seed: 7 })
  const recipe = recipeOf('gru-attention', 'slides')
  onTestFinished(() => void model.dispose())
  return {
    model,
    set,
    normalisation: { mean: [...normalisation.mean], deviation: [...normalisation.deviation] },
    recipe,
    targets: targetsOf({ set, recipe }),
    seed: 3
  }
}

function closing(computation: Computation): Computation {
  onTestFinished(() => computation.close())
  return computation
}

/** A batch that does not divide evenly into shards. */
const batch = Uint32Array.from({ length: 37 }, (_, i) => (i * 7) % set.count)

async function stepOf(computation: Computation, step: number) {
  const { loss, gradients } = await computation.step(batch, step)
  const values = Object.values(gradients).map(gradient => [...gradient.dataSync()])
  tf.dispose(gradients)
  return { loss, values }
}

describe('a training step shared between threads', () => {
  test('has the loss and gradients of the whole batch', async () => {
    const task = subject(0)
    const whole = await stepOf(inThisThread(task), 5)
    const shared = await stepOf(closing(sharedOut(task, 2)), 5)
    expect(shared.loss).toBeCloseTo(whole.loss, 5)
    expect(shared.values.length).toBe(whole.values.length)
    shared.values.forEach((gradient, i) => {
      expect(Math.max(...gradient.map(Math.abs)), `gradient ${i} is not zero`).toBeGreaterThan(0)
      gradient.forEach((value, j) => {
        expect(Math.abs(value - whole.values[i]![j]!)).toBeLessThan(1e-6)
      })
    })
  })

  test('is identical for any number of threads and differs from step to step', async () => {
    const task = subject(0.5)
    const [one, three] = [closing(sharedOut(task, 1)), closing(sharedOut(task, 3))]
    const first = await stepOf(one, 0)
    expect(await stepOf(three, 0)).toEqual(first)
    expect(await stepOf(three, 1)).not.toEqual(first)
    expect(await stepOf(three, 0)).toEqual(first)
  })

  test('drops different units in each shard', async () => {
    const task = subject(0.5)
    const same = new Uint32Array(32).fill(4)
    const computation = closing(
      sharedOut({ ...task, recipe: { ...task.recipe, augmentation: { turns: false, stain: null } } }, 2)
    )
    const { loss, gradients } = await computation.step(same, 0)
    tf.dispose(gradients)
    const half = await computation.step(same.subarray(16), 0)
    tf.dispose(half.gradients)
    expect(loss).not.toBeCloseTo(half.loss, 5)
  })

  test('leaks no tensors', async () => {
    const computation = closing(sharedOut(subject(0.5), 2))
    const before = tf.memory().numTensors
    await stepOf(computation, 0)
    await computation.score(batch)
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('scores match those of a single thread, in patch order', async () => {
  const task = subject(0.5)
  const here = await inThisThread(task).score(batch)
  const shared = await closing(sharedOut(task, 2)).score(batch)
  expect(new Set(here).size).toBeGreaterThan(5)
  shared.forEach((score, i) => {
    expect(Math.abs(score - here[i]!)).toBeLessThan(1e-6)
  })
})

test('a failing thread fails the step and later calls', async () => {
  const task = subject(0)
  const broken = { ...task, normalisation: null as unknown as Subject['normalisation'] }
  const computation = closing(sharedOut(broken, 2))
  await expect(computation.step(batch, 0)).rejects.toThrow(TypeError)
  await expect(computation.score(batch)).rejects.toThrow(TypeError)
})

test('training gives the same weights for any number of threads', async () => {
  const weightsAfter = async (threads: number) => {
    const task = subject(0.3)
    const recipe = { ...task.recipe, epochs: 2, batch: 20, patchesPerEpoch: 40 }
    const place = {
      folder: await temporaryFolder(),
      resume: false,
      system: 'gru-attention',
      protocol: 'slides'
    }
    await trainNetwork({ ...task, recipe, split: slideSplit(set, [], ['b']), threads, ...place })
    return (await readWeights(task.model)).flatMap(values => [...values])
  }
  expect(await weightsAfter(3)).toEqual(await weightsAfter(1))
})
