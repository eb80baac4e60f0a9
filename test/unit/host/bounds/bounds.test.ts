import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { expect, test } from 'vitest'
import { connect } from '../../../../contract/transport/client.ts'
import { type FromHost, portPair, type ToHost } from '../../../../contract/transport/port.ts'
import { putFinishedRun } from '../../../support/finished.ts'
import { openProgram } from '../../../support/host.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { tangles } from './shapes.ts'

const timeout = 600_000

async function reviewing() {
  const dataFolder = temporaryFolder()
  const runId = putFinishedRun(dataFolder)
  const program = await openProgram({ dataFolder })
  await program.client.call('reviewers.add', { name: 'Ada Test' })
  return { ...program, runId }
}

const square = (x: number) => ({
  kind: 'rectangle' as const,
  geometry: { type: 'area' as const, parts: [[[x, 0, x + 800, 0, x + 800, 800, x, 800]]] }
})

test('shapes that take for ever are refused with a sentence, and the host answers others meanwhile', {
  timeout
}, async () => {
  const { host, client, runId } = await reviewing()
  let refusal: { code: string; message: string } | undefined
  const pending = client.call('regions.add', { runId, regions: tangles() }).catch(error => {
    refusal = error
  })
  const [page, end] = portPair<ToHost, FromHost>()
  host.serve(end)
  const other = connect(page)
  expect(await other.call('regions.add', { runId, regions: [square(0)] })).toHaveLength(1)
  expect(await other.call('regions.measure', { runId, of: square(0) })).toMatchObject({ patches: 1 })
  expect(await client.call('regions.list', { runId })).toHaveLength(1)
  expect(refusal).toBeUndefined()
  await pending
  expect(refusal?.code).toBe('region/too-complex')
  expect(refusal?.message).toMatch(/^[^\n]+\.$/)
  expect(await client.call('regions.add', { runId, regions: [square(8000)] })).toHaveLength(1)
})

test('calls of one window take effect in order, also when one of them computes', async () => {
  const { client, runId } = await reviewing()
  const [first] = await Promise.all([
    client.call('regions.add', { runId, regions: [square(0)] }),
    client.call('review.undo', { runId }),
    client.call('regions.add', { runId, regions: [square(1600)] }),
    client.call('review.comment', { runId, text: 'Seen.' })
  ])
  const actions = await client.call('review.actions', { runId })
  expect(actions.map(({ kind }) => kind).reverse()).toEqual([
    'begin',
    'regions.add',
    'undo',
    'regions.add',
    'comment'
  ])
  expect((await client.call('regions.list', { runId })).map(({ id }) => id)).not.toContain(first[0]!.id)
})

test('an import that unpacks to a thousand times its size is refused', { timeout }, async () => {
  const { client, runId } = await reviewing()
  const path = join(temporaryFolder(), 'bomb.geojson.gz')
  const tile = Buffer.from(
    `{"type":"Feature","properties":{"objectType":"tile","name":"${' '.repeat(2 ** 20)}"}},`
  )
  const pieces = function* () {
    yield Buffer.from('{"type":"FeatureCollection","features":[')
    for (let i = 0; i < 2048; i++) yield tile
  }
  await pipeline(pieces(), createGzip({ level: 1 }), createWriteStream(path))
  await expect(client.call('regions.import', { runId, path })).rejects.toMatchObject({
    code: 'import/too-many',
    message:
      'Nothing was imported: bomb.geojson.gz unpacks to more than 100 times its size. Export fewer or simpler annotations.'
  })
})

test('lists within lists are refused, however they close', async () => {
  const { client, runId } = await reviewing()
  const path = join(temporaryFolder(), 'deep.geojson')
  writeFileSync(path, `{"features":[${'['.repeat(5000)}${']'.repeat(5000)}]}`)
  await expect(client.call('regions.import', { runId, path })).rejects.toMatchObject({
    code: 'import/not-geojson'
  })
})

test.skipIf(process.platform === 'win32')(
  'a host ends at once while a shape is computed',
  { timeout },
  async () => {
    const dataFolder = temporaryFolder()
    const runId = putFinishedRun(dataFolder)
    const script = join(import.meta.dirname, 'busyHost.ts')
    const host = spawn(process.execPath, [script, dataFolder, String(runId)], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    const [said] = (await once(host.stdout, 'data')) as [Buffer]
    const ended = once(host, 'exit')
    host.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    // It was computing until then, and did not outlive the host.
    expect(() => process.kill(Number(said.toString()), 0)).toThrow('ESRCH')
  }
)
