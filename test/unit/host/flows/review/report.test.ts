import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { extractText } from 'unpdf'
import { expect, test } from 'vitest'
import { reportFormats } from '../../../../../contract/review/report.ts'
import { urls } from '../../../../../contract/transport/urls.ts'
import { formats } from '../../../../../electron/host/exports/formats.ts'
import { openProgram } from '../../../../support/host.ts'
import { temporaryFolder } from '../../../../support/library.ts'
import { writePatchFolder } from '../../../../support/slides.ts'

/** Comparable content of an export: text without times, pixels of an image, all of a folder. */
async function contentOf(folder: string, name: string): Promise<string | Buffer> {
  const path = join(folder, name)
  if (statSync(path).isDirectory()) {
    const inside = await Promise.all(readdirSync(path).map(each => contentOf(path, each)))
    return inside.join('\n')
  }
  const file = readFileSync(path)
  if (/\.(png|tiff)$/.test(name)) return sharp(file).raw().toBuffer()
  const text = (name.endsWith('.gz') ? gunzipSync(file) : file).toString()
  return text.replaceAll(/\d\d:\d\d:\d\d(\.\d+)?/g, '')
}

test('reviews a run, reports it in every format and shows the page what is saved', {
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
  const to = (path: string) => ({ handle: host.chooseTarget(path, false) })
  for (const { name: format } of reportFormats) {
    const written = await client.call('runs.report', {
      runId: run.id,
      format,
      to: to(join(folder, `r.${format}`))
    })
    expect(written).toMatchObject({ lacks: null })
    expect(written.bytes).toBeGreaterThan(100)
  }
  expect(readdirSync(folder)).toHaveLength(reportFormats.length)
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
  // Removes the times of day, which differ.
  const still = (html: string) => html.replaceAll(/\d\d:\d\d:\d\d/g, '')
  expect(still(Buffer.from(shown.body).toString())).toBe(still(readFileSync(join(folder, 'r.html'), 'utf8')))

  const save = (name: string) =>
    Promise.all(
      formats.map(({ name: format }) =>
        client.call('runs.export', { runId: run.id, format, to: to(join(folder, `${name}.${format}`)) })
      )
    )
  await save('there')
  rmSync(path, { recursive: true })
  // Exports that need no pixels of the slide stay the same without it.
  await save('left')
  for (const format of formats.map(({ name }) => name))
    expect(await contentOf(folder, `left.${format}`), format).toEqual(
      await contentOf(folder, `there.${format}`)
    )
  for (const { name: format } of reportFormats.filter(({ document }) => !document)) {
    const path = join(folder, `left-report.${format}`)
    expect(await client.call('runs.report', { runId: run.id, format, to: to(path) })).toMatchObject({
      lacks: null
    })
    const left = String(await contentOf(folder, `left-report.${format}`))
    const there = String(await contentOf(folder, `r.${format}`))
    expect(left.replace(/("present": ?)false/, '$1true'), format).toBe(there)
    expect(left === there, `${format}: where there is place, it says that the slide is gone`).toBe(
      format === 'csv'
    )
  }
  const without = await client.call('runs.report', {
    runId: run.id,
    format: 'pdf',
    to: to(join(folder, 'gone.pdf'))
  })
  expect(without.lacks).toContain(path)
  const gone = await extractText(new Uint8Array(readFileSync(join(folder, 'gone.pdf'))), { mergePages: true })
  expect(gone.text).toContain('This report is incomplete')
  expect(gone.text).toContain('Region 1 · IDC · the middle')
})
