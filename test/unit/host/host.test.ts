import { renameSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { HostEvent } from '../../../contract/transport/events.ts'
import { urls } from '../../../contract/transport/urls.ts'
import { provideOpenslide } from '../../../scripts/provide/openslide.ts'
import { openProgram } from '../../support/host.ts'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder, writeSlide } from '../../support/slides.ts'

async function program(dataFolder?: string) {
  const { host, client, close: end } = await openProgram(dataFolder === undefined ? {} : { dataFolder })
  const seen: HostEvent[] = []
  const watching = (async () => {
    for await (const event of client.stream('host.events', undefined)) seen.push(event)
  })().catch(() => {})
  const close = async () => {
    await end()
    await watching
  }
  const ended = (runId: number) =>
    expect.poll(async () => (await client.call('runs.get', { runId })).status, { timeout: 60_000 })
  return { host, client, seen, close, ended }
}

test('opens a patch folder, analyses it on its own grid and returns the result as a raster', async () => {
  const { host, client, seen, ended } = await program()
  const path = await writePatchFolder(temporaryFolder(), 5, 4)
  const { slides, refused } = await client.call('slides.open', { path })
  expect(refused).toEqual([])
  expect(slides).toMatchObject([{ kind: 'patches', mpp: 4, truth: { negative: 13, positive: 7 } }])

  const run = await client.call('runs.start', { slideId: slides[0]!.id, model: 'cnn' })
  expect(run).toMatchObject({ grid: { originX: 1, originY: 1, stride: 50, patch: 50, cols: 5, rows: 4 } })
  await ended(run.id).toBe('done')
  const done = await client.call('runs.get', { runId: run.id })
  expect(done).toMatchObject({
    patches: 20,
    engine: 'cpu',
    failure: null,
    tiles: { total: 1, done: 1, failed: 0 }
  })
  expect(done.device).toContain('WebAssembly')

  const grid = await host.resource(urls.grid(run.id))
  const probabilities = new Float32Array(grid.body.slice().buffer)
  expect(probabilities).toHaveLength(20)
  expect(probabilities.every(p => p >= 0 && p <= 1)).toBe(true)
  expect(probabilities.filter(p => p >= done.parameters.threshold)).toHaveLength(done.positive)

  const truth = new Int8Array((await host.resource(urls.truth(run.id))).body.slice().buffer)
  expect([...truth].filter(value => value === 1)).toHaveLength(7)
  expect(seen.filter(({ type }) => type === 'tile')).toHaveLength(1)
})

test('explains a patch by attention or occlusion and shows it as the network sees it', async () => {
  const { host, client, ended } = await program()
  const path = await writePatchFolder(temporaryFolder(), 3, 3)
  const { slides } = await client.call('slides.open', { path })
  for (const [model, kind] of [
    ['cnn', 'occlusion'],
    ['gru-attention', 'attention']
  ] as const) {
    const { id } = await client.call('runs.start', { slideId: slides[0]!.id, model })
    await ended(id).toBe('done')
    const probabilities = new Float32Array((await host.resource(urls.grid(id))).body.slice().buffer)
    const explained = await client.call('patches.explain', { runId: id, row: 1, col: 2 })
    expect(explained).toMatchObject({ kind, edge: 50 })
    expect(explained.map).toHaveLength(2500)
    expect(explained.map.every(Number.isFinite)).toBe(true)
    expect(explained.probability).toBeCloseTo(probabilities[1 * 3 + 2]!, 5)
    expect(explained.uncertainty).toBeGreaterThanOrEqual(0)
    const { type, body } = await host.resource(urls.patch(id, 1, 2))
    expect(type).toBe('image/png')
    expect(await sharp(body).metadata()).toMatchObject({ width: 50, height: 50, format: 'png' })
    await expect(client.call('patches.explain', { runId: id, row: 9, col: 0 })).rejects.toMatchObject({
      code: 'run/bad-parameters'
    })
  }
})

test('shows a slide file, finds its tissue and analyses only that', async ({ skip }) => {
  if (!(await provideOpenslide())) skip('OpenSlide is not available')
  const { host, client, ended } = await program()
  const path = await writeSlide(join(temporaryFolder(), 'slide.tiff'), 1500, 1100, 1)
  const { slides } = await client.call('slides.open', { path })
  const slide = slides[0]!
  expect(slide).toMatchObject({ width: 1500, height: 1100, mppSource: 'file' })
  expect(slide.mpp).toBeCloseTo(1, 3)

  const tile = await host.resource(urls.viewerTile(slide.id, 11, 0, 0))
  expect(tile.status).toBe(200)
  expect(await sharp(tile.body).metadata()).toMatchObject({ width: 512, height: 512 })
  expect((await host.resource(urls.thumbnail(slide.id))).type).toBe('image/jpeg')

  const tissue = await client.call('slides.tissue', { slideId: slide.id })
  expect((await host.resource(tissue.url)).body).toHaveLength(tissue.width * tissue.height)

  const run = await client.call('runs.start', { slideId: slide.id, model: 'cnn', threshold: 0.9 })
  await ended(run.id).toBe('done')
  expect(await client.call('runs.get', { runId: run.id })).toMatchObject({
    patches: 48,
    parameters: { threshold: 0.9, thresholdSource: 'user' }
  })
})

test('asks for a missing resolution and analyses the slide once it is given', async ({ skip }) => {
  if (!(await provideOpenslide())) skip('OpenSlide is not available')
  const { client, ended } = await program()
  const path = join(temporaryFolder(), 'photo.png')
  await sharp({ create: { width: 600, height: 500, channels: 3, background: '#c08090' } })
    .png()
    .toFile(path)
  const { slides } = await client.call('slides.open', { path })
  const { id } = slides[0]!
  await expect(client.call('runs.start', { slideId: id })).rejects.toMatchObject({
    code: 'slide/no-resolution'
  })
  await expect(client.call('slides.setMpp', { slideId: id, mpp: 400 })).rejects.toMatchObject({
    code: 'call/invalid'
  })
  expect(await client.call('slides.setMpp', { slideId: id, mpp: 1 })).toMatchObject({
    mpp: 1,
    mppSource: 'user'
  })
  const run = await client.call('runs.start', { slideId: id })
  await ended(run.id).toBe('done')
})

test('runs wait for each other and can be cancelled and resumed', async () => {
  const { client, ended } = await program()
  const path = await writePatchFolder(temporaryFolder(), 40, 3)
  const { slides } = await client.call('slides.open', { path })
  const slideId = slides[0]!.id
  const [first, second] = [
    await client.call('runs.start', { slideId }),
    await client.call('runs.start', { slideId })
  ]
  await expect(client.call('runs.resume', { runId: second.id })).rejects.toMatchObject({ code: 'run/busy' })
  // A waiting run leaves the queue at once and may rejoin it at the end.
  expect((await client.call('runs.cancel', { runId: second.id })).status).toBe('cancelled')
  expect((await client.call('runs.get', { runId: first.id })).status).not.toBe('done')
  expect((await client.call('runs.resume', { runId: second.id })).status).toBe('queued')
  expect((await client.call('runs.cancel', { runId: second.id })).status).toBe('cancelled')
  await ended(first.id).toBe('done')
  expect((await client.call('runs.get', { runId: second.id })).status).toBe('cancelled')
  await client.call('runs.resume', { runId: second.id })
  await ended(second.id).toBe('done')
  expect((await client.call('runs.get', { runId: second.id })).patches).toBe(120)
})

test('closing interrupts a run, which can be resumed after the next start', async () => {
  const folder = temporaryFolder()
  const path = await writePatchFolder(temporaryFolder(), 40, 3)
  const first = await program(folder)
  const { slides } = await first.client.call('slides.open', { path })
  const run = await first.client.call('runs.start', { slideId: slides[0]!.id })
  await first.close()

  const second = await program(folder)
  expect((await second.client.call('runs.get', { runId: run.id })).status).toBe('interrupted')
  await second.client.call('runs.resume', { runId: run.id })
  await second.ended(run.id).toBe('done')
  expect((await second.client.call('runs.get', { runId: run.id })).patches).toBe(120)
})

test('answers invalid requests with a code and a sentence', async () => {
  const { host, client } = await program()
  await expect(client.call('slides.open', { path: '/no/such/slide.svs' })).rejects.toMatchObject({
    code: 'path/missing'
  })
  await expect(client.call('runs.start', { slideId: 99 })).rejects.toMatchObject({ code: 'slide/unknown' })
  await expect(client.call('runs.get', { runId: 99 })).rejects.toMatchObject({ code: 'run/unknown' })
  expect((await host.resource(urls.grid(99))).status).toBe(404)
  expect((await host.resource('data/../library.sqlite')).status).toBe(404)
  const path = await writePatchFolder(temporaryFolder(), 2, 2)
  const { slides } = await client.call('slides.open', { path })
  const slideId = slides[0]!.id
  await expect(client.call('runs.start', { slideId, model: 'none' })).rejects.toMatchObject({
    code: 'model/unknown'
  })
  await expect(client.call('runs.start', { slideId, stride: 25 })).rejects.toMatchObject({
    code: 'run/bad-parameters'
  })
})

test('removes a slide with its runs, even during a run', async () => {
  const { client } = await program()
  const path = await writePatchFolder(temporaryFolder(), 20, 2)
  const { slides } = await client.call('slides.open', { path })
  const slideId = slides[0]!.id
  await client.call('runs.start', { slideId })
  await client.call('slides.remove', { slideId })
  expect(await client.call('slides.list', undefined)).toEqual([])
  expect(await client.call('runs.list', {})).toEqual([])
})

test('finds moved slides by content: together with the library, renamed, or below a folder', async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'first', 'data')
  const write = async (name: string, cols: number) =>
    writePatchFolder(join(folder, 'first', 'slides', name), cols, 2)
  const paths = [await write('a', 2), await write('b', 3), await write('c', 4)]
  const before = await program(data)
  const slides = []
  for (const path of paths) slides.push(...(await before.client.call('slides.open', { path })).slides)
  await before.close()

  // Library and slides move together, like a disk with a new drive letter.
  renameSync(join(folder, 'first'), join(folder, 'second'))
  const moved = await program(join(folder, 'second', 'data'))
  await expect
    .poll(async () => (await moved.client.call('slides.list', undefined)).map(({ missing }) => missing), {
      timeout: 60_000
    })
    .toEqual([false, false, false])

  // Only the slides move, and one of them is renamed.
  renameSync(join(folder, 'second', 'slides'), join(folder, 'elsewhere'))
  renameSync(join(folder, 'elsewhere', 'c', '10001'), join(folder, 'elsewhere', 'c', 'renamed'))
  const none = await moved.client.call('library.relink', { folders: [] })
  expect(none).toMatchObject({ found: [], missing: [{}, {}, {}] })
  const { found, missing } = await moved.client.call('library.relink', {
    folders: [join(folder, 'elsewhere')]
  })
  expect(missing).toEqual([])
  expect(found.map(({ slideId }) => slideId).sort()).toEqual(slides.map(({ id }) => id).sort())
  const listed = await moved.client.call('slides.list', undefined)
  expect(listed.map(({ path }) => path)).toEqual([
    join(folder, 'elsewhere', 'a', '10001'),
    join(folder, 'elsewhere', 'b', '10001'),
    join(folder, 'elsewhere', 'c', 'renamed')
  ])
  await expect(
    moved.client.call('library.relink', { folders: [join(folder, 'none')] })
  ).rejects.toMatchObject({
    code: 'path/missing'
  })
})
