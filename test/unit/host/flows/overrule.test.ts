import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { writeFluorescence } from '../../../support/fluorescence.ts'
import { openProgram } from '../../../support/host.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { ductal, patience } from '../../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

const overrule = ['slide/not-brightfield' as const]

test('a refusal is overruled by name, recorded in log, exports and report, and asked for once', async () => {
  const path = await writeFluorescence(join(temporaryFolder(), 'slide.tif'))
  const { host, client, dataFolder, close } = await openProgram()
  const refused = client.call('slides.open', { path })
  await expect(refused).rejects.toMatchObject({ code: 'slide/not-brightfield' })
  await expect(refused).rejects.toThrow(/“DAPI”/)
  await expect(client.call('slides.open', { path, overrule })).rejects.toMatchObject({
    code: 'review/no-reviewer'
  })
  expect(await client.call('slides.list', undefined)).toEqual([])

  await client.call('reviewers.add', { name: 'Ada Test' })
  const { slides } = await client.call('slides.open', { path, overrule })
  const overruled = [
    {
      code: 'slide/not-brightfield',
      finding: expect.stringContaining('DAPI'),
      reviewer: 'Ada Test',
      at: expect.stringMatching(/^\d{4}-.*Z$/)
    }
  ]
  expect(slides).toMatchObject([{ overruled }])
  expect((await client.call('slides.open', { path })).slides).toMatchObject([
    { id: slides[0]!.id, overruled }
  ])

  const { id } = await client.call('runs.start', { slideId: slides[0]!.id, model: 'cnn' })
  await expect
    .poll(async () => (await client.call('runs.get', { runId: id })).status, { timeout: patience })
    .toBe('done')
  const files = temporaryFolder()
  const at = (name: string) => join(files, name)
  const to = (name: string) => ({ handle: host.chooseTarget(at(name), false) })
  await client.call('runs.export', { runId: id, format: 'json', to: to('run.json') })
  expect(JSON.parse(readFileSync(at('run.json'), 'utf8')).slide).toMatchObject({ overruled })
  await client.call('runs.export', { runId: id, format: 'csv', to: to('run.csv') })
  expect(readFileSync(at('run.csv'), 'utf8')).toMatch(/,overruled\n.*Ada Test/)
  for (const [format, text] of [
    ['html', 'Opened anyway by Ada Test'],
    ['json', '"reviewer": "Ada Test"'],
    ['csv', 'Opened anyway by Ada Test']
  ] as const) {
    await client.call('runs.report', { runId: id, format, to: to(`report.${format}`) })
    expect(readFileSync(at(`report.${format}`), 'utf8'), format).toContain(text)
  }
  expect((await client.call('review.verify', {})).faults).toEqual([])
  await close()
  const db = new Database(join(dataFolder, 'library.sqlite'))
  const entries = db.prepare(`SELECT entry FROM review_log WHERE kind = 'overrule'`).pluck().all()
  db.close()
  expect(entries.map(entry => JSON.parse(String(entry)))).toMatchObject([
    {
      reviewer: { name: 'Ada Test' },
      after: { code: 'slide/not-brightfield', slide: slides[0]!.fingerprint }
    }
  ])
})

test('the terminal overrules a refusal with a name only, and says how', async () => {
  const folder = temporaryFolder()
  const path = await writeFluorescence(join(folder, 'slide.tif'))
  const analyze = (...more: string[]) =>
    ductal('analyze', path, '--model', 'cnn', '--data', join(folder, 'data'), '--json', ...more)
  const refused = await analyze()
  expect(refused.code).toBe(3)
  expect(JSON.parse(refused.stdout).error.message).toContain(
    '--overrule slide/not-brightfield --reviewer NAME'
  )
  expect(await analyze('--overrule', 'slide/not-brightfield')).toMatchObject({ code: 2 })
  expect(await analyze('--overrule', 'slide/corrupt', '--reviewer', 'Ada Test')).toMatchObject({ code: 2 })
  const analysed = await analyze('--overrule', 'slide/not-brightfield', '--reviewer', 'Ada Test')
  expect(JSON.parse(analysed.stdout).slide.overruled).toMatchObject([{ reviewer: 'Ada Test' }])
  expect([0, 9]).toContain(analysed.code)
})
