import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test, vi } from 'vitest'
import { loadPatches } from '../../../../../evaluation/data/load.ts'
import { pixelsOf } from '../../../../../evaluation/data/patches.ts'
import { evaluate } from '../../../../../evaluation/evaluate.ts'
import { tune } from '../../../../../training/pipeline/fine-tune.ts'
import { openProgram, root } from '../../../../support/host.ts'
import { temporaryFolder } from '../../../../support/library.ts'
import { writePatchFolder } from '../../../../support/slides.ts'

test('exports reviewed patches, evaluates a model on them and fine-tunes another with them', {
  timeout: 120_000
}, async () => {
  vi.stubEnv('DUCTAL_CACHE', temporaryFolder())
  const { host, client } = await openProgram()
  const folder = await writePatchFolder(temporaryFolder(), 5, 4)
  const { slides } = await client.call('slides.open', { path: folder })
  const { id: runId } = await client.call('runs.start', { slideId: slides[0]!.id, model: 'cnn' })
  await expect
    .poll(async () => (await client.call('runs.get', { runId })).status, { timeout: 60_000 })
    .toBe('done')
  const path = join(temporaryFolder(), 'reviewed')
  const to = { handle: host.chooseTarget(path, false) }
  await expect(client.call('runs.exportPatches', { runId, to })).rejects.toMatchObject({
    code: 'export/no-patches'
  })
  await client.call('reviewers.add', { name: 'Ada Test' })
  const label = (label: 'positive' | 'negative' | 'unsure', spans: number[]) =>
    client.call('review.label', { runId, label, spans })
  await label('positive', [0, 0, 5])
  await label('negative', [1, 0, 5])
  await label('unsure', [2, 0, 5])
  const { labels } = await client.call('review.get', { runId })
  expect(Math.min(...Object.values(labels))).toBeGreaterThan(0)

  const written = await client.call('runs.exportPatches', { runId, to, patient: 'nine' })
  expect(written.patches).toMatchObject({
    ...labels,
    unlabelled:
      (await client.call('runs.get', { runId })).patches - labels.positive - labels.negative - labels.unsure
  })

  const set = await loadPatches(path)
  expect(set).toMatchObject({ count: labels.positive + labels.negative, patients: ['nine'], broken: [] })
  const classes = [...set.classes]
  expect(classes.filter(kind => kind === 1).length).toBe(labels.positive)
  const original = await originals(folder)
  set.files.forEach((file, i) => {
    const place = /_x\d+_y\d+_/.exec(file)?.[0] as string
    expect(Buffer.compare(Buffer.from(pixelsOf(set, i)), original.get(place) as Buffer), file).toBe(0)
  })
  const judged = await evaluate({ model: join(root, 'models', 'cnn'), patches: path })
  expect(judged).toMatchObject({ patches: set.count, patients: 1 })

  const out = join(temporaryFolder(), 'next')
  const { comparison } = await tune({
    ...{ from: join(root, 'models', 'gru-attention'), patches: path, seed: 1, test: [], validation: [], out },
    ...{ resume: false, recipe: { epochs: 1, patchesPerEpoch: 8, batch: 8 } }
  })
  expect(comparison.comparable).toBe(false)
  expect(readdirSync(out)).toContain('comparison.json')
})

/** Pixels of the folder's patch files, by the position in their name. */
async function originals(folder: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  for (const kind of ['0', '1'])
    for (const name of readdirSync(join(folder, kind))) {
      const file = sharp(join(folder, kind, name)).removeAlpha()
      found.set(/_x\d+_y\d+_/.exec(name)?.[0] as string, await file.raw().toBuffer())
    }
  return found
}
