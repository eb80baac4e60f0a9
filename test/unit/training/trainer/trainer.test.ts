import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { describe, expect, test } from 'vitest'
import { failureOf } from '../../../../contract/errors.ts'
import { slideSplit } from '../../../../training/data/slides.ts'
import { recipeOf } from '../../../../training/recipes/systems.ts'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../../../training/trainer/checkpoint.ts'
import { type Training, trainNetwork } from '../../../../training/trainer/trainer.ts'
import { readWeights } from '../../../../training/trainer/weights.ts'
import { tinyDisk } from '../../../support/tinyDisk.ts'
import { madeUp, temporaryFolder } from '../folder.ts'
import '@tensorflow/tfjs-backend-cpu'

tf.enableProdMode()
await tf.setBackend('cpu')

const set = madeUp({
  a: { negative: 24, positive: 8 },
  b: { negative: 2, positive: 24 },
  c: { negative: 24, positive: 24 }
})

/** A fast network: mean colours of 10 × 10 pixels, one hidden layer, dropout. */
function smallNetwork(seed: number): layers.LayersModel {
  const model = layers.sequential()
  model.add(layers.layers.averagePooling2d({ inputShape: [50, 50, 3], poolSize: 10 }))
  model.add(layers.layers.flatten())
  const kernel = (n: number) => ({ kernelInitializer: layers.initializers.heNormal({ seed: seed + n }) })
  model.add(layers.layers.dense({ units: 8, activation: 'relu', ...kernel(0) }))
  model.add(layers.layers.dropout({ rate: 0.3, seed }))
  model.add(layers.layers.dense({ units: 2, activation: 'softmax', ...kernel(1) }))
  return model
}

async function training(change: Partial<Training> = {}): Promise<Training> {
  return {
    model: smallNetwork(change.seed ?? 5),
    set,
    split: slideSplit(set, [], ['c']),
    normalisation: { mean: [190, 150, 180], deviation: [40, 40, 40] },
    recipe: {
      ...recipeOf('cnn', 'slides'),
      epochs: 3,
      batch: 8,
      patchesPerEpoch: 32,
      rate: 0.01,
      warmupSteps: 2,
      averaging: 0.5
    },
    seed: 5,
    system: 'cnn',
    protocol: 'slides',
    folder: await temporaryFolder(),
    resume: false,
    ...change
  }
}

async function weightsAfter(task: Training): Promise<number[]> {
  await trainNetwork(task)
  return (await readWeights(task.model)).flatMap(values => [...values])
}

const logOf = async (folder: string) =>
  (await readFile(join(folder, 'training.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

describe('training', () => {
  test('learns: the loss falls and the validation patches are ranked', async () => {
    const task = await training()
    await trainNetwork({ ...task, recipe: { ...task.recipe, epochs: 6 } })
    const log = await logOf(task.folder)
    expect(log[0]).toMatchObject({ type: 'start', seed: 5, validation: { patches: 48 } })
    const epochs = log.filter(({ type }) => type === 'epoch')
    expect(epochs).toHaveLength(6)
    expect(epochs[5].loss).toBeLessThan(epochs[0].loss * 0.8)
    expect(epochs[5].validation.auc).toBeGreaterThan(0.95)
  })

  test('the same seed gives the same weights, another seed others', async () => {
    const first = await weightsAfter(await training())
    expect(await weightsAfter(await training())).toEqual(first)
    expect(await weightsAfter(await training({ seed: 6 }))).not.toEqual(first)
  })

  test('resumes to the same result after a stop', async () => {
    const whole = await training()
    const expected = await weightsAfter(whole)
    const task = await training()
    const stop = new Error('stopped')
    await expect(
      trainNetwork({
        ...task,
        onProgress: ({ epoch }) => {
          if (epoch === 2) throw stop
        }
      })
    ).rejects.toBe(stop)
    const resumed = await training({ folder: task.folder, resume: true })
    expect(await weightsAfter(resumed)).toEqual(expected)
    const plain = (entries: { type: string; epoch?: number; loss?: number }[]) =>
      entries.map(({ type, epoch, loss }) => ({ type, epoch, loss }))
    expect(plain(await logOf(task.folder))).toEqual(plain(await logOf(whole.folder)))
  })

  test('keeps the best epoch on validation and stops early', async () => {
    const task = await training()
    await trainNetwork({ ...task, recipe: { ...task.recipe, epochs: 30, patience: 2 } })
    const log = await logOf(task.folder)
    const epochs = log.filter(({ type }) => type === 'epoch')
    const kept = log[log.length - 1].kept
    expect(epochs.length).toBe(kept.epoch + 3)
    expect(kept.score).toBe(Math.max(...epochs.map(({ validation }) => validation.withinAuc)))
  })

  test('when a patient is on both sides, chooses the best epoch by the AUC of all patches', async () => {
    const { train, validation } = slideSplit(set, [], ['c'])
    const split = {
      description: 'a patient on both sides',
      train: Uint32Array.from([...train, ...validation.filter((_, i) => i % 12 === 0)]),
      validation: Uint32Array.from([
        ...train.filter((_, i) => i % 2),
        ...validation.filter((_, i) => i % 12)
      ]),
      test: new Uint32Array()
    }
    // Inverts patient b, nearly all of one class, so that b contradicts patients a and c.
    const b = set.patients.indexOf('b')
    const classes = set.classes.map((value, i) => (set.patientOf[i] === b ? 1 - value : value))
    const task = await training({ split, set: { ...set, classes } })
    await trainNetwork({ ...task, recipe: { ...task.recipe, patience: 2 } })
    const log = await logOf(task.folder)
    const figures = log.filter(({ type }) => type === 'epoch').map(({ validation }) => validation)
    expect(figures.every(({ withinAuc }) => withinAuc !== null)).toBe(true)
    expect(log.at(-1).kept.score).toBe(Math.max(...figures.map(({ auc }) => auc)))
    expect(log.at(-1).kept.score).not.toBe(Math.max(...figures.map(({ withinAuc }) => withinAuc)))
  })

  test('leaks no tensors', async () => {
    const task = await training()
    const before = tf.memory().numTensors
    await trainNetwork(task)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('refuses', () => {
  test('refuses patches of a single class', async () => {
    const one = madeUp({ a: { negative: 5, positive: 0 }, b: { negative: 3, positive: 1 } })
    const task = await training({ set: one, split: slideSplit(one, ['b'], []) })
    await expect(trainNetwork(task)).rejects.toMatchObject({ code: 'training/one-class' })
  })

  test('a checkpoint of another training, or a damaged one', async () => {
    const task = await training()
    await trainNetwork({ ...task, recipe: { ...task.recipe, epochs: 1 } })
    const again = await training({ folder: task.folder, resume: true })
    await expect(trainNetwork(again)).rejects.toMatchObject({ code: 'training/bad-checkpoint' })
    const path = join(task.folder, 'checkpoint.bin')
    const { size } = await stat(path)
    await writeFile(path, (await readFile(path)).subarray(0, size - 4))
    await expect(trainNetwork(again)).rejects.toMatchObject({
      code: 'training/bad-checkpoint',
      message: expect.stringContaining('damaged')
    })
  })

  test('a full disk: keeps the previous checkpoint, and training resumes once there is space', async ({
    skip
  }) => {
    const disk = tinyDisk(64)
    if (!disk) return skip('this user may not mount a small disk')
    const path = join(disk.folder, 'checkpoint.bin')
    const checkpoint = (step: number, size: number): Checkpoint => ({
      identity: 'one',
      step,
      epochLoss: 0,
      logBytes: 0,
      best: null,
      optimizerSteps: step,
      arrays: { weights: [new Float32Array(size)], optimizer: [], average: [], best: [] }
    })
    await writeCheckpoint(path, checkpoint(1, 1000))
    const failure = await writeCheckpoint(path, checkpoint(2, 30_000)).catch(failureOf)
    expect(failure).toMatchObject({ code: 'disk/full' })
    expect(await readdir(disk.folder)).toEqual(['checkpoint.bin'])
    expect(await readCheckpoint(path, 'one')).toMatchObject({ step: 1 })
    disk.grow(1000)
    await writeCheckpoint(path, checkpoint(2, 30_000))
    expect(await readCheckpoint(path, 'one')).toMatchObject({ step: 2 })
  })

  test('a loss that is not a number', async () => {
    const task = await training()
    const broken = { ...task.normalisation, deviation: [Number.NaN, 1, 1] as [number, number, number] }
    await expect(trainNetwork({ ...task, normalisation: broken })).rejects.toMatchObject({
      code: 'training/diverged',
      message: expect.stringContaining('step 1 of 12')
    })
  })

  test('weights that are not numbers after the last step, although the loss was one', async () => {
    const task = await training()
    const recipe = {
      ...task.recipe,
      epochs: 1,
      patchesPerEpoch: 8,
      warmupSteps: 1,
      rate: Number.POSITIVE_INFINITY
    }
    await expect(trainNetwork({ ...task, recipe })).rejects.toMatchObject({
      code: 'training/diverged',
      message: expect.stringContaining('after step 1 of 1')
    })
  })
})
