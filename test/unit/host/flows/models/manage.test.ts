import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import type { HostEvent } from '../../../../../contract/transport/events.ts'
import { evaluate } from '../../../../../evaluation/evaluate.ts'
import { tinyModel, writeModelFolder } from '../../../../engine/tiny.ts'
import '@tensorflow/tfjs-backend-cpu'
import { openProgram, root } from '../../../../support/host.ts'
import { temporaryFolder } from '../../../../support/library.ts'
import { writePatchFolder as writePatient } from '../../../../support/patches.ts'
import { writePatchFolder } from '../../../../support/slides.ts'

async function program() {
  const { client, dataFolder } = await openProgram()
  const seen: HostEvent[] = []
  void (async () => {
    for await (const event of client.stream('host.events', undefined)) seen.push(event)
  })().catch(() => {})
  return { client, seen, models: join(dataFolder, 'models') }
}

test('imports and self-tests a model, makes it the default, uses it in a run and removes it', async () => {
  const { client, models } = await program()
  const shipped = (await client.call('models.list', undefined)).find(({ isDefault }) => isDefault)
  await tf.setBackend('cpu')
  const path = await writeModelFolder(tinyModel())
  const imported = await client.call('models.import', { path })
  expect(imported).toMatchObject({ name: 'tiny', origin: 'imported', isDefault: false, failure: null })
  expect(imported.folder).toBe(join(models, 'tiny'))
  await expect(client.call('models.import', { path })).rejects.toMatchObject({ code: 'model/exists' })
  expect(await client.call('models.test', { name: 'tiny' })).toMatchObject({ ok: true, reason: '' })

  const list = await client.call('models.setDefault', { name: 'tiny' })
  expect(list[0]).toMatchObject({ name: 'tiny', isDefault: true })
  const { slides } = await client.call('slides.open', {
    path: await writePatchFolder(temporaryFolder(), 2, 2)
  })
  const run = await client.call('runs.start', { slideId: slides[0]!.id })
  expect(run.model).toBe('tiny')
  const status = async () => (await client.call('runs.get', { runId: run.id })).status
  await expect.poll(status, { timeout: 60_000 }).toBe('done')

  await client.call('models.remove', { name: 'tiny' })
  expect(readdirSync(models)).toEqual([])
  const after = await client.call('models.list', undefined)
  expect(after[0]?.name).toBe(shipped?.name)
  expect((await client.call('runs.get', { runId: run.id })).model).toBe('tiny')
})

test('the shipped models have details and cannot be removed', async () => {
  const { client } = await program()
  const details = await client.call('models.details', { name: 'cnn' })
  expect(details).toMatchObject({ name: 'cnn', unread: [] })
  expect(details.evaluation?.test?.perPatient.length).toBeGreaterThan(0)
  expect(details.training?.epochs.length).toBeGreaterThan(1)
  await expect(client.call('models.remove', { name: 'cnn' })).rejects.toMatchObject({ code: 'model/shipped' })
  await expect(client.call('models.setDefault', { name: 'none' })).rejects.toMatchObject({
    code: 'model/unknown'
  })
  expect(existsSync(join(root, 'models', 'cnn'))).toBe(true)
})

test('compares models on a folder exactly as evaluate does, names leaks and keeps the result', async () => {
  const { client, seen } = await program()
  const folder = temporaryFolder()
  for (const patient of ['8865', '10253', 'new']) await writePatient(folder, patient, 3, 2)
  const made = await client.call('comparisons.make', { path: folder, models: ['cnn', 'gru-attention'] })
  expect(made.columns.map(({ name, failure }) => [name, failure])).toEqual([
    ['cnn', null],
    ['gru-attention', null]
  ])
  const [cnn] = made.columns
  expect(cnn?.leak).toEqual({ trained: ['8865'], validated: ['10253'] })
  const model = join(root, 'models', 'cnn')
  const { quality: _, ...same } = await evaluate({ model, patches: folder })
  expect(cnn?.evaluation).toMatchObject(same)
  expect(seen).toContainEqual({ type: 'comparing', model: 'cnn', done: 18, total: 18 })
  expect(await client.call('comparisons.list', undefined)).toEqual([made])

  await client.call('comparisons.remove', { comparisonId: made.id })
  expect(await client.call('comparisons.list', undefined)).toEqual([])
})

test('refuses a comparison without patches; a stopped comparison keeps nothing', async () => {
  const { client } = await program()
  const models = ['cnn', 'gru-attention']
  const empty = client.call('comparisons.make', { path: temporaryFolder(), models })
  await expect(empty).rejects.toMatchObject({ code: 'training/no-patches' })
  const folder = temporaryFolder()
  await writePatient(folder, 'new', 3, 2)
  const stop = new AbortController()
  const stopped = client.call('comparisons.make', { path: folder, models }, stop.signal)
  stop.abort()
  await expect(stopped).rejects.toMatchObject({ code: 'call/cancelled' })
  expect(await client.call('comparisons.list', undefined)).toEqual([])
})
