import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { urls } from '../../../../contract/transport/urls.ts'
import { openEngine } from '../../../../engine/engine.ts'
import { tinyModel, writeModelFolder } from '../../../engine/tiny.ts'
import { writeDicom } from '../../../support/dicom.ts'
import { openProgram, root } from '../../../support/host.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { writePatchFolder, writeSlide } from '../../../support/slides.ts'
import { patience } from '../../../support/terminal.ts'
import { field } from '../../../support/tiff.ts'

vi.setConfig({ testTimeout: patience })

/** The program with one small model and one slide, and another file to put in its place. */
async function setUp(size = 600) {
  const resources = temporaryFolder()
  for (const part of ['migrations', 'fonts']) symlinkSync(join(root, part), join(resources, part))
  await openEngine('cpu')
  cpSync(await writeModelFolder(tinyModel()), join(resources, 'models', 'tiny'), { recursive: true })
  const folder = temporaryFolder()
  const [path, other, copy] = ['slide.tif', 'other.tif', 'copy.tif'].map(name => join(folder, name)) as [
    string,
    string,
    string
  ]
  await writeSlide(path, size, size, 4)
  await writeSlide(other, size, size - 50, 4)
  copyFileSync(path, copy)
  const { host, client } = await openProgram({ resources, dataFolder: temporaryFolder() })
  const open = async (at: string) => (await client.call('slides.open', { path: at })).slides[0]!
  const slide = await open(path)
  const start = async () => (await client.call('runs.start', { slideId: slide.id, tissueThreshold: 0 })).id
  const status = async (runId: number) => (await client.call('runs.get', { runId })).status
  const slides = () => client.call('slides.list', undefined)
  const tile = async () => {
    const { status, body } = await host.resource(urls.viewerTile(slide.id, 0, 0, 0))
    return status === 200 ? 'shown' : JSON.parse(Buffer.from(body).toString()).code
  }
  return { client, host, path, other, copy, open, slide, start, status, slides, tile }
}

test('a file that is exchanged after its analysis is not shown, and its results cannot be signed', async () => {
  const { client, path, other, copy, slide, start, status, slides, tile } = await setUp()
  const runId = await start()
  await expect.poll(() => status(runId), { timeout: 60_000 }).toBe('done')
  expect((await client.call('runs.get', { runId })).reader).toEqual(slide.reader)
  expect(await tile()).toBe('shown')
  // The same content under a new time is the same slide.
  utimesSync(path, 1, 1)
  expect(await tile()).toBe('shown')
  copyFileSync(other, path)
  expect(await tile()).toBe('slide/changed')
  expect(await slides()).toMatchObject([{ id: slide.id, changed: true, missing: true }])
  const signing = client.call('review.sign', { runId, meaning: 'reviewed' })
  await expect(signing).rejects.toMatchObject({ code: 'slide/changed' })
  await expect(start()).rejects.toMatchObject({ code: 'slide/changed' })
  copyFileSync(copy, path)
  await client.call('slides.open', { path })
  expect(await tile()).toBe('shown')
})

test('a patch that is overwritten in place is noticed on showing, and its folder opened again', async () => {
  const { client, host, open } = await setUp()
  const folder = temporaryFolder()
  const patient = await writePatchFolder(folder, 4, 3)
  const copy = join(folder, 'copy')
  cpSync(patient, copy, { recursive: true, preserveTimestamps: true })
  const patch = (of: string) => join(of, '1', '10001_idx5_x1_y1_class1.png')
  const { id } = await open(patient)
  const runId = (await client.call('runs.start', { slideId: id, tissueThreshold: 0 })).id
  await expect
    .poll(async () => (await client.call('runs.get', { runId })).status, { timeout: 60_000 })
    .toBe('done')
  const tile = async () => {
    const { status, body } = await host.resource(urls.viewerTile(id, 0, 0, 0))
    return status === 200 ? 'shown' : JSON.parse(Buffer.from(body).toString()).code
  }
  const isChanged = async () =>
    (await client.call('slides.list', undefined)).find(slide => slide.id === id)!.changed
  expect(await tile()).toBe('shown')
  // The same content under a new time is the same slide.
  utimesSync(patch(patient), 1, 1)
  expect(await tile()).toBe('shown')
  expect(await isChanged()).toBe(false)
  // Writing keeps the inode and the times of the folder.
  writeFileSync(patch(patient), readFileSync(join(patient, '0', '10001_idx5_x51_y1_class0.png')))
  expect(await tile()).toBe('slide/changed')
  expect(await isChanged()).toBe(true)
  const signing = client.call('review.sign', { runId, meaning: 'reviewed' })
  await expect(signing).rejects.toMatchObject({ code: 'slide/changed' })
  writeFileSync(patch(patient), readFileSync(patch(copy)))
  await open(patient)
  expect(await tile()).toBe('shown')
})

test('a file that is exchanged during a run fails it and leaves no mixture', async () => {
  const { client, path, other, start, status } = await setUp(3000)
  const runId = await start()
  await expect
    .poll(async () => (await client.call('runs.get', { runId })).patches, { interval: 5, timeout: 60_000 })
    .toBeGreaterThan(0)
  renameSync(other, path)
  await expect.poll(() => status(runId), { timeout: 60_000 }).not.toBe('running')
  const run = await client.call('runs.get', { runId })
  expect(run).toMatchObject({ status: 'failed', failure: { code: 'slide/changed' }, patches: 0 })
})

test('of two copies, the one that is there is used', async () => {
  const { path, copy, open, slide, start, status, slides, tile } = await setUp()
  expect((await open(copy)).id).toBe(slide.id)
  rmSync(copy)
  expect(existsSync(path)).toBe(true)
  expect(await tile()).toBe('shown')
  expect(await slides()).toMatchObject([{ path, missing: false }])
  const runId = await start()
  await expect.poll(() => status(runId), { timeout: 60_000 }).toBe('done')
})

test.each([
  ['of other dimensions', 'width = 300, height = 300'],
  ['turned by 90° with equal sides', 'orientation = 6'],
  ['upside down', 'orientation = 3']
])('facts of another reader are read again, and results in a frame %s are not shown', async (_, frame) => {
  const path = await writeSlide(join(temporaryFolder(), 'slide.tif'), 600, 600, 4)
  const dataFolder = temporaryFolder()
  const first = await openProgram({ dataFolder })
  const [slide] = (await first.client.call('slides.open', { path })).slides
  const run = await first.client.call('runs.start', { slideId: slide!.id, model: 'cnn' })
  await expect
    .poll(async () => (await first.client.call('runs.get', { runId: run.id })).status, { timeout: patience })
    .toBe('done')
  await first.close()
  const edit = (sql: string) => {
    const db = new Database(join(dataFolder, 'library.sqlite'))
    db.exec(sql)
    db.close()
  }

  edit(
    `UPDATE slides SET mpp = NULL, mpp_source = NULL, vendor = 'image', orientation = NULL, reader_version = '1'`
  )
  const second = await openProgram({ dataFolder })
  const tile = (id: number) => second.host.resource(urls.viewerTile(id, 0, 0, 0))
  expect((await tile(slide!.id)).status).toBe(200)
  expect(await second.client.call('slides.list', undefined)).toEqual([slide])

  await second.close()
  edit(`UPDATE slides SET ${frame}`)
  const third = await openProgram({ dataFolder })
  const shown = await third.host.resource(urls.viewerTile(slide!.id, 0, 0, 0))
  expect(JSON.parse(Buffer.from(shown.body).toString()).code).toBe('slide/changed')
  expect(await third.client.call('slides.list', undefined)).toMatchObject([{ id: slide!.id, changed: true }])
  await expect(
    third.client.call('review.sign', { runId: run.id, meaning: 'reviewed' })
  ).rejects.toMatchObject({ code: 'slide/changed' })
  const [again] = (await third.client.call('slides.open', { path })).slides
  expect(again).toMatchObject({ width: 600, height: 600, fingerprint: slide!.fingerprint, changed: false })
  expect(again!.id).not.toBe(slide!.id)
  expect(await third.client.call('runs.list', { slideId: again!.id })).toEqual([])
})

test('thumbnail, associated images and tables of an exchanged file are refused', async () => {
  const { client, host, path, other, slide, start, status } = await setUp()
  const runId = await start()
  await expect.poll(() => status(runId), { timeout: 60_000 }).toBe('done')
  const image = async (url: string) => {
    const { status, body } = await host.resource(url)
    return status === 200 ? 'shown' : JSON.parse(Buffer.from(body).toString()).code
  }
  expect(await image(urls.thumbnail(slide.id))).toBe('shown')
  expect(await client.call('slides.associated', { slideId: slide.id })).toEqual([])
  copyFileSync(other, path)
  expect(await image(urls.thumbnail(slide.id))).toBe('slide/changed')
  expect(await image(urls.associated(slide.id, 0))).toBe('slide/changed')
  const changed = { code: 'slide/changed' }
  await expect(client.call('slides.associated', { slideId: slide.id })).rejects.toMatchObject(changed)
  const folder = temporaryFolder()
  const save = (format: string) => {
    const to = { handle: host.chooseTarget(join(folder, `result.${format}`), false) }
    return client.call('runs.export', { runId, format, to })
  }
  // A table states no fingerprint; the record does, of what was analysed.
  await expect(save('csv')).rejects.toMatchObject(changed)
  await save('json')
  expect(readFileSync(join(folder, 'result.json'), 'utf8')).toContain(slide.fingerprint)
})

test('when one of two copies is overwritten, the other one is used', async () => {
  const { path, other, copy, open, slide, slides, tile } = await setUp()
  expect((await open(copy)).id).toBe(slide.id)
  expect((await open(path)).id).toBe(slide.id)
  copyFileSync(other, path)
  const next = await open(path)
  expect(next.id).not.toBe(slide.id)
  expect((await slides()).find(({ id }) => id === slide.id)).toMatchObject({ path: copy, changed: false })
  expect(await tile()).toBe('shown')
})

test('a slide of several files of which one disappears has changed', async () => {
  const { open, host } = await setUp()
  const folder = temporaryFolder()
  const write = (name: string, edge: number, spacing: number) =>
    writeDicom(join(folder, name), {
      pixels: field(edge, edge),
      width: edge,
      height: edge,
      instance: `1.2.${edge}`,
      spacing
    })
  const base = await write('a.dcm', 256, 0.001)
  const level = await write('b.dcm', 128, 0.002)
  const slide = await open(base)
  const tile = async () => {
    const { status, body } = await host.resource(urls.viewerTile(slide.id, 8, 0, 0))
    return status === 200 ? 'shown' : JSON.parse(Buffer.from(body).toString()).code
  }
  expect(await tile()).toBe('shown')
  renameSync(level, `${level}.away`)
  expect(await tile()).toBe('slide/changed')
  renameSync(`${level}.away`, level)
  expect((await open(base)).id).toBe(slide.id)
  expect(await tile()).toBe('shown')
})
