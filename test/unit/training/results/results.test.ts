import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { colourBaseline } from '../../../../training/baseline/baseline.ts'
import { splitBy } from '../../../../training/data/protocol.ts'
import { train } from '../../../../training/pipeline/train.ts'
import { collect, writeRun } from '../../../../training/results/records/collect.ts'
import {
  largerFolder,
  nameOf,
  type Run,
  readRuns,
  runsFolder
} from '../../../../training/results/records/run.ts'
import { searchOf, searchSection } from '../../../../training/results/records/searches.ts'
import { readWholeSlides } from '../../../../training/results/records/whole-slides.ts'
import { readChecks } from '../../../../training/results/sections/checks.ts'
import { readDefaultModel } from '../../../../training/results/sections/default-model.ts'
import { writeResults } from '../../../../training/results/write.ts'
import { madeUp, temporaryFolder, writePatch } from '../folder.ts'

const set = madeUp({ a: { negative: 90, positive: 60 }, b: { negative: 80, positive: 70 } })

async function floors(): Promise<Run[]> {
  const cases = [1, 2].flatMap(seed => (['paper', 'slides'] as const).map(protocol => ({ seed, protocol })))
  return Promise.all(
    cases.map(async ({ seed, protocol }) =>
      colourBaseline(
        set,
        protocol,
        seed,
        await splitBy(protocol, set, '', { seed, test: [], validation: [] })
      )
    )
  )
}

const network = (run: Run, accuracy: number): Run => ({
  ...run,
  system: 'gru-attention',
  recipe: { epochs: 2, units: 32, rate: 0.003 },
  epochs: [0.6, 0.3].map(loss => ({ loss, validation: { auc: 0.9, accuracy }, patchesPerSecond: 100 })),
  figures: { ...run.figures, accuracy }
})

test('tables show the mean and spread of the existing runs and name the missing ones', async () => {
  const runs = await floors()
  const folder = await temporaryFolder()
  const papers = runs.filter(({ protocol }) => protocol === 'paper')
  const own = papers.map((run, i) => network(run, 0.8 + 0.1 * i))
  await writeResults([...runs, ...own], null, [], null, [], folder)
  const page = await readFile(join(folder, 'README.md'), 'utf8')
  expect(page).toContain('| GRU + attention | 0.86 / 0.86 | 0.850 ± 0.071 |')
  expect(page).toContain('32 units, 2 epochs, rate 0.003')
  expect(page).toContain('| LSTM | 0.82 / 0.81 | – |')
  expect(page).toContain('- GRU + attention: 1 of 3 seeds of the paper’s protocol')
  expect(page).toContain('- GRU + attention: a, b left out')
  expect(page).toContain('a (90 without carcinoma, 60 with)')
  const curves = await readFile(join(folder, 'figure-7.svg'), 'utf8')
  expect(curves).toContain('seeds 1, 2')
})

test('slides with slide calibration have their own table', async () => {
  const folder = await temporaryFolder()
  const slide = { threshold: 0.2, balancedAccuracy: 0.9, auc: 0.97, ece: 0.03 }
  const figures = [
    { ...slide, slide: 'a' },
    { ...slide, slide: 'b', balancedAccuracy: 0.8 }
  ]
  await writeResults([], { system: 'gru-attention', seed: 1, figures }, [], null, [], folder)
  const page = await readFile(join(folder, 'README.md'), 'utf8')
  expect(page).toContain('| b | 0.20 | 0.800 | 0.970 | 0.030 |')
  expect(page).toContain('| mean |  | 0.850 | 0.970 | 0.030 |')
})

test('summarises a finished search from its log, with the progress of each candidate', () => {
  const trial = (candidate: number, rate: number, round: number) => ({
    ...{ type: 'trial', round, candidate, group: 1, recipe: { rate } }
  })
  const rounds = [
    { candidates: 3, epochs: 1 },
    { candidates: 2, epochs: 2 }
  ]
  const round = (round: number, ...scores: [number, number | null][]) => ({
    ...{ type: 'round', round, epochs: round },
    ranked: scores.map(([candidate, score]) => ({ candidate, score }))
  })
  const lines = [
    { type: 'start', system: 'gru-attention', seed: 4, test: ['8863'], groups: ['one', 'two'], rounds },
    ...[trial(0, 0.001, 1), trial(1, 0.002, 1), trial(2, 0.003, 1)],
    round(1, [2, 0.93], [0, 0.92], [1, null]),
    ...[trial(2, 0.003, 2), trial(0, 0.001, 2)],
    round(2, [0, 0.95], [2, 0.94])
  ].map(entry => JSON.stringify(entry))
  const wordsOf = ({ rate }: { rate?: number }) => `--rate ${rate}`
  expect(searchOf(lines.join('\n'), wordsOf)).toBeUndefined()
  const search = searchOf(`${[...lines, '{"type":"end"}'].join('\n')}\n`, wordsOf)
  expect(search?.candidates).toEqual([
    { candidate: 0, round: 2, epochs: 2, scores: [0.92, 0.95], options: '--rate 0.001' },
    { candidate: 2, round: 2, epochs: 2, scores: [0.93, 0.94], options: '--rate 0.003' },
    { candidate: 1, round: 1, epochs: 1, scores: [null], options: '--rate 0.002' }
  ])
  const section = searchSection(search!)
  expect(section).toContain('3 candidates at 1 epoch, then 2 candidates at 2 epochs')
  expect(section).toContain('| 2 | 0.930 | 0.940 | `--rate 0.003` |')
})

test('without any run, writes a page and figures that say so', async () => {
  const folder = await temporaryFolder()
  await writeResults([], null, [], null, [], folder)
  expect((await readdir(folder)).sort()).toEqual([
    'README.md',
    'figure-2.svg',
    'figure-7.svg',
    'figure-8.svg'
  ])
  expect(await readFile(join(folder, 'figure-7.svg'), 'utf8')).toContain('Not run yet.')
})

test('imports a finished training with its log and reads it back unchanged', async () => {
  const [patches, trainings, into] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder()
  ]
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  vi.stubEnv('DUCTAL_TFJS_NODE', '')
  for (const patient of ['1', '2'])
    for (const place of [0, 1, 2, 3])
      await writePatch(patches, patient, { x: 1 + 50 * place, y: 1, class: place % 2 === 0 ? 0 : 1 })
  const task = { system: 'gru-attention', protocol: 'paper', seed: 3, resume: false } as const
  const recipe = { epochs: 1, batch: 4, tokens: { block: 10 }, units: 8 }
  const record = await train({ ...task, patches, recipe, out: join(trainings, 'one') })
  expect(await collect(trainings, into)).toEqual(['gru-attention-paper-3'])
  const [run] = await readRuns(into)
  expect(run).toMatchObject({ system: 'gru-attention', seed: 3, figures: record.test })
  expect(run?.epochs).toHaveLength(1)
  expect(run?.recipe.units).toBe(8)
  await writeRun(into, run as Run)
  expect(await readRuns(into)).toEqual([run])
})

test('docs/results/ matches its runs; if not, run "npm run results"', async () => {
  const runs = await readRuns(runsFolder)
  for (const run of runs) expect(await readdir(runsFolder)).toContain(`${nameOf(run)}.json`)
  const folder = await temporaryFolder()
  for (const path of await writeResults(
    runs,
    await readWholeSlides(),
    await readChecks(),
    await readDefaultModel(),
    await readRuns(largerFolder),
    folder
  )) {
    const name = path.slice(folder.length + 1)
    expect(await readFile(path, 'utf8'), name).toBe(await readFile(join(runsFolder, '..', name), 'utf8'))
  }
})
