import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { urls } from '../../../../../contract/transport/urls.ts'
import { openEngine } from '../../../../../engine/engine.ts'
import { QualityCheck } from '../../../../../engine/quality/quality.ts'
import { loadPatches } from '../../../../../evaluation/data/load.ts'
import { placeOf } from '../../../../../evaluation/data/patches.ts'
import { score } from '../../../../../evaluation/evaluate.ts'
import { tinyModel, writeModelFolder } from '../../../../engine/tiny.ts'
import { openProgram, root } from '../../../../support/host.ts'
import { temporaryFolder } from '../../../../support/library.ts'
import { patience } from '../../../../support/terminal.ts'
import { writePatch } from '../../../training/folder.ts'

vi.setConfig({ testTimeout: patience })

const neighbours = { radius: 1, weight: 0.6 }

/** Creates program resources whose only model uses slide calibration. */
async function resourcesWith(field: object): Promise<string> {
  const folder = temporaryFolder()
  for (const part of ['migrations', 'fonts']) symlinkSync(join(root, part), join(folder, part))
  await openEngine('cpu')
  const model = await writeModelFolder(tinyModel(), spec => ({ ...spec, threshold: 0.3, field }))
  cpSync(model, join(folder, 'models', 'tiny'), { recursive: true })
  return folder
}

async function program(resources: string, dataFolder = temporaryFolder()) {
  const { host, client } = await openProgram({ resources, dataFolder })
  const run = async (path: string) => {
    const { slides } = await client.call('slides.open', { path })
    const { id } = await client.call('runs.start', { slideId: slides[0]!.id })
    await expect
      .poll(async () => (await client.call('runs.get', { runId: id })).status, { timeout: 60_000 })
      .toBe('done')
    return client.call('runs.get', { runId: id })
  }
  const grid = async (runId: number) =>
    new Float32Array((await host.resource(urls.grid(runId))).body.slice().buffer)
  return { host, client, dataFolder, run, grid }
}

/** A patch folder of 20 × 11 patches with carcinoma on the left. */
async function folderOfPatches(): Promise<string> {
  const folder = temporaryFolder()
  for (let i = 0; i < 220; i++)
    await writePatch(folder, '10001', {
      x: (i % 20) * 50 + 1,
      y: Math.floor(i / 20) * 50 + 1,
      class: i % 20 < 8 ? 1 : 0
    })
  return folder
}

test('a run stores the same calibrated probabilities as evaluate, next to those of the network', async () => {
  const start = { means: [-0.5, 0.5] as const, deviations: [0.3, 0.3] as const, share: 0.4 }
  const resources = await resourcesWith({ neighbours, start })
  const patches = await folderOfPatches()
  vi.stubEnv('DUCTAL_CACHE', temporaryFolder())
  const { host, client, dataFolder, run, grid } = await program(resources)
  const done = await run(join(patches, '10001'))
  expect(done).toMatchObject({
    calibration: { kind: 'field', neighbours },
    wholeSlide: { patches: 220 },
    parameters: { threshold: 0.3, thresholdSource: 'model' }
  })

  const set = await loadPatches(patches)
  const all = Uint32Array.from({ length: set.count }, (_, index) => index)
  const engine = await openEngine('cpu')
  const { scores, spec } = await score(engine, join(resources, 'models', 'tiny'), set, all)
  const shown = await grid(done.id)
  const at = (index: number) => {
    const { column, row } = placeOf(set, index)
    return row * done.grid.cols + column
  }
  const largest = Math.max(...[...scores].map((value, index) => Math.abs(value - shown[at(index)]!)))
  expect(largest).toBeLessThan(1e-6)
  expect(done.positive).toBe(scores.filter(value => value >= spec.threshold).length)

  const db = new Sqlite(join(dataFolder, 'library.sqlite'), { readonly: true })
  onTestFinished(() => void db.close())
  const stored = db.prepare('SELECT row, col, probability, network FROM predictions').all() as {
    row: number
    col: number
    probability: number
    network: number
  }[]
  expect(stored).toHaveLength(220)
  for (const { row, col, probability, network } of stored) {
    expect(probability).toBe(shown[row * done.grid.cols + col])
    expect(network).toBeGreaterThanOrEqual(0)
  }
  expect(stored.some(({ probability, network }) => Math.abs(probability - network) > 0.1)).toBe(true)

  // The quality check agrees with a direct call, and no patch is dropped because of it.
  const check = new QualityCheck()
  const results = check.check(set.pixels, set.count)
  const flags = (await host.resource(urls.flags(done.id))).body
  for (const index of all) expect(flags[at(index)]).toBe(results.classes[index])
  const { byFlag, otherScale } = check.summarise(results)
  expect(done.quality).toEqual({ patches: 220, byFlag, otherScale })
  expect(done.patches).toBe(220)

  const explained = await client.call('patches.explain', { runId: done.id, row: 3, col: 4 })
  const own = stored.find(({ row, col }) => row === 3 && col === 4)
  expect(explained.probability).toBeCloseTo(own!.network, 5)
})
