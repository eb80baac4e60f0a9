import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { extractText } from 'unpdf'
import { expect, test } from 'vitest'
import { ReportFormat } from '../../../contract/report.ts'
import { urls } from '../../../contract/urls.ts'
import { openProgram } from '../../support/host.ts'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'

test('a run is reviewed and reported in every format, and the page sees what is saved', {
  timeout: 120_000
}, async () => {
  const { host, client } = await openProgram()
  const path = await writePatchFolder(temporaryFolder(), 5, 4)
  const { slides } = await client.call('slides.open', { path })
  const run = await client.call('runs.start', { slideId: slides[0]!.id, model: 'cnn' })
  await expect
    .poll(async () => (await client.call('runs.get', { runId: run.id })).status, { timeout: 60_000 })
    .toBe('done')
  await client.call('reviewers.add', { name: 'Ada Test' })
  await client.call('review.label', { runId: run.id, label: 'negative', spans: [1, 1, 2] })
  const ring = [60, 60, 160, 60, 160, 160, 60, 160]
  await client.call('regions.add', {
    runId: run.id,
    regions: [{ kind: 'polygon', geometry: { type: 'area', parts: [[ring]] }, name: 'the middle' }]
  })
  await client.call('review.sign', { runId: run.id, meaning: 'Looked at all of it.' })

  const folder = temporaryFolder()
  for (const format of ReportFormat.options) {
    const written = await client.call('runs.report', {
      runId: run.id,
      format,
      path: join(folder, `r.${format}`)
    })
    expect(written).toMatchObject({ lacks: null })
    expect(written.bytes).toBeGreaterThan(100)
  }
  expect(readdirSync(folder)).toHaveLength(ReportFormat.options.length)
  const { text } = await extractText(new Uint8Array(readFileSync(join(folder, 'r.pdf'))), {
    mergePages: true
  })
  expect(text).toContain('Signed by Ada Test')
  expect(text).toContain('Region 1 · IDC · the middle')
  expect(text).toMatch(/Patches marked\s+\d of 4/)
  const facts = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))
  expect(facts.regions[0].peak.probability).toBe(facts.regions[0].measures.maxProbability)

  const shown = await host.resource(urls.report(run.id))
  expect(shown).toMatchObject({
    status: 200,
    type: 'text/html; charset=utf-8',
    policy: expect.stringContaining('sandbox')
  })
  // But for the moment at which each was made.
  const still = (html: string) => html.replaceAll(/\d\d:\d\d:\d\d/g, '')
  expect(still(Buffer.from(shown.body).toString())).toBe(still(readFileSync(join(folder, 'r.html'), 'utf8')))

  rmSync(path, { recursive: true })
  const without = await client.call('runs.report', {
    runId: run.id,
    format: 'pdf',
    path: join(folder, 'gone.pdf')
  })
  expect(without.lacks).toContain(path)
  const gone = await extractText(new Uint8Array(readFileSync(join(folder, 'gone.pdf'))), { mergePages: true })
  expect(gone.text).toContain('This report is not complete')
  expect(gone.text).toContain('Region 1 · IDC · the middle')
})
