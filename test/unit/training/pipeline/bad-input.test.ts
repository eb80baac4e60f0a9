import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { tune } from '../../../../training/pipeline/fine-tune.ts'
import { type TrainOptions, train } from '../../../../training/pipeline/train.ts'
import { temporaryFolder, writePatch } from '../folder.ts'

beforeEach(async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
})

async function options(change: Partial<TrainOptions> = {}): Promise<TrainOptions> {
  return {
    system: 'gru-attention',
    patches: await temporaryFolder(),
    protocol: 'slides',
    test: ['b'],
    seed: 1,
    recipe: { epochs: 1, patchesPerEpoch: 8, batch: 4, warmupSteps: 1, tokens: { block: 10 }, units: 4 },
    out: join(await temporaryFolder(), 'model'),
    resume: false,
    ...change
  }
}

async function fill(folder: string, patient: string, kinds: (0 | 1)[]): Promise<void> {
  for (const kind of kinds)
    for (const place of [0, 1])
      await writePatch(folder, patient, { x: 1 + 50 * place, y: 1 + 50 * kind, class: kind })
}

test('refuses a folder without patches', async () => {
  await expect(train(await options())).rejects.toMatchObject({ code: 'training/no-patches' })
})

test('refuses patches of a single class', async () => {
  const task = await options()
  await fill(task.patches, 'a', [0])
  await fill(task.patches, 'b', [0])
  await expect(train(task)).rejects.toMatchObject({
    code: 'training/one-class',
    message: expect.stringContaining('All 2 training patches belong to one class')
  })
})

test('refuses a protocol that leaves nothing to train on', async () => {
  const task = await options()
  await fill(task.patches, 'b', [0, 1])
  await expect(train(task)).rejects.toMatchObject({
    code: 'training/one-class',
    message: expect.stringContaining('leaves no patches to train on')
  })
  await expect(train({ ...task, protocol: 'folds', fold: '1/3' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('at least three patients')
  })
})

test('pads small patches, names and skips large and broken ones, and counts them in the card', async () => {
  const task = await options()
  await fill(task.patches, 'a', [0, 1])
  await fill(task.patches, 'b', [0, 1])
  await writePatch(task.patches, 'a', { x: 101, y: 1, class: 0 }, { width: 20, height: 50 })
  await writePatch(task.patches, 'a', { x: 151, y: 1, class: 0 }, { width: 60, height: 50 })
  const torn = await writePatch(task.patches, 'a', { x: 201, y: 1, class: 1 })
  await writeFile(torn, (await readFile(torn)).subarray(0, 300))
  await writeFile(await writePatch(task.patches, 'a', { x: 251, y: 1, class: 1 }), '')
  const { all } = await train(task)
  expect(all).toMatchObject({ patches: 9, padded: 1 })
  expect(all.broken.map(({ file }) => file)).toEqual([
    'a/0/a_idx5_x151_y1_class0.png',
    'a/1/a_idx5_x201_y1_class1.png',
    'a/1/a_idx5_x251_y1_class1.png'
  ])
  expect(all.broken[0]?.reason).toContain('60×50 pixels, larger than 50×50')
  const card = await readFile(join(task.out, 'card.md'), 'utf8')
  expect(card).toContain('Edge patches padded by reflection: 1; unreadable files left out: 3.')
})

test('keeps the checkpoint of another system unchanged', async () => {
  const task = await options()
  await fill(task.patches, 'a', [0, 1])
  await fill(task.patches, 'b', [0, 1])
  const stop = new Error('stopped')
  const onProgress = () => {
    throw stop
  }
  await expect(train({ ...task, onProgress })).rejects.toBe(stop)
  const checkpoint = await readFile(join(task.out, 'checkpoint.bin'))
  await expect(train({ ...task, system: 'lstm', resume: true })).rejects.toMatchObject({
    code: 'training/bad-checkpoint',
    message: expect.stringContaining('another system')
  })
  expect(await readFile(join(task.out, 'checkpoint.bin'))).toEqual(checkpoint)
  // The checkpoint also survives a start without `resume`.
  await expect(train(task)).rejects.toMatchObject({
    code: 'training/taken',
    message: expect.stringContaining('--resume')
  })
  expect(await readFile(join(task.out, 'checkpoint.bin'))).toEqual(checkpoint)
  expect((await train({ ...task, resume: true })).all.patches).toBe(8)

  // A finished model may only be replaced by the same training.
  const model = await readFile(join(task.out, 'weights.bin'))
  await expect(train({ ...task, seed: 2 })).rejects.toMatchObject({
    code: 'training/taken',
    message: expect.stringContaining('another model')
  })
  expect(await readFile(join(task.out, 'weights.bin'))).toEqual(model)
  await train(task)
  expect(await readFile(join(task.out, 'weights.bin'))).toEqual(model)
})

test('refuses to resume over another finished model, or with the log of another training', async () => {
  const task = await options()
  await fill(task.patches, 'a', [0, 1])
  await fill(task.patches, 'b', [0, 1])
  await train(task)
  const weights = await readFile(join(task.out, 'weights.bin'))
  const log = await readFile(join(task.out, 'training.jsonl'))
  await expect(train({ ...task, system: 'lstm', resume: true })).rejects.toMatchObject({
    code: 'training/taken',
    message: expect.stringContaining('another model')
  })
  expect(await readFile(join(task.out, 'weights.bin'))).toEqual(weights)
  expect(await readFile(join(task.out, 'training.jsonl'))).toEqual(log)

  const out = join(await temporaryFolder(), 'log alone')
  await mkdir(out)
  await writeFile(join(out, 'training.jsonl'), log)
  await expect(train({ ...task, out, system: 'lstm', resume: true })).rejects.toMatchObject({
    code: 'training/taken',
    message: expect.stringContaining('no checkpoint')
  })
  expect(await readFile(join(out, 'training.jsonl'))).toEqual(log)
})

test('refuses a checkpoint whose log is gone', async () => {
  const task = await options()
  await fill(task.patches, 'a', [0, 1])
  await fill(task.patches, 'b', [0, 1])
  const stop = new Error('stopped')
  const onProgress = () => {
    throw stop
  }
  await expect(train({ ...task, onProgress })).rejects.toBe(stop)
  await rm(join(task.out, 'training.jsonl'))
  await expect(train({ ...task, resume: true })).rejects.toMatchObject({
    code: 'training/bad-checkpoint',
    message: expect.stringContaining('does not belong to the checkpoint')
  })
})

test('refuses contradictory options before it reads a patch', async () => {
  const task = await options({ patches: join(await temporaryFolder(), 'none') })
  const both = { test: ['a', 'b'], validation: ['b'] }
  await expect(train({ ...task, ...both })).rejects.toMatchObject({
    code: 'usage',
    message: 'The patient b is in both --test and --validation. Name each patient in one of them.'
  })
  await expect(train({ ...task, fold: '1/3' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('--fold works only with --protocol folds')
  })
  const tuning = { from: 'none', patches: task.patches, out: task.out, seed: 1, resume: false, recipe: {} }
  await expect(tune({ ...tuning, ...both })).rejects.toMatchObject({ code: 'usage' })
})
