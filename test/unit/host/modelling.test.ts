import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../contract/client.ts'
import { type FromHost, portPair, type ToHost } from '../../../contract/port.ts'
import { openHost } from '../../../electron/host/host.ts'
import { tinyModel, writeModelFolder } from '../../engine/tiny.ts'
import '@tensorflow/tfjs-backend-cpu'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'

const root = join(import.meta.dirname, '..', '..', '..')

async function program() {
  const dataFolder = temporaryFolder()
  const host = await openHost({
    dataFolder,
    resources: root,
    workerEntry: join(root, 'electron', 'worker', 'main.ts'),
    version: '0.0.0',
    workers: 1
  })
  const [page, end] = portPair<ToHost, FromHost>()
  host.serve(end)
  const client = connect(page)
  onTestFinished(async () => {
    client.close()
    await host.close()
  })
  return { client, models: join(dataFolder, 'models') }
}

test('a model is imported, tests itself, becomes the default that runs take, and goes again', async () => {
  const { client, models } = await program()
  const shipped = (await client.call('models.list', undefined)).find(({ isDefault }) => isDefault)
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
  await expect.poll(status, { timeout: 20_000 }).toBe('done')

  await client.call('models.remove', { name: 'tiny' })
  expect(readdirSync(models)).toEqual([])
  const after = await client.call('models.list', undefined)
  expect(after[0]?.name).toBe(shipped?.name)
  expect((await client.call('runs.get', { runId: run.id })).model).toBe('tiny')
})

test('the program’s own models say what they are, and stay', async () => {
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
