import { appendFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { patientsOf } from '../../../../evaluation/data/patches.ts'
import { systemNames } from '../../../../training/recipes/systems.ts'
import { ranked, roundsOf } from '../../../../training/search/halving.ts'
import { type SearchOptions, search } from '../../../../training/search/search.ts'
import { candidateOf } from '../../../../training/search/space.ts'
import { searchSplits } from '../../../../training/search/splits.ts'
import { scoreOf } from '../../../../training/search/trial.ts'
import { endOf, interruptedAt, patience, wholeTerminal } from '../../../support/terminal.ts'
import { madeUp, temporaryFolder, writePatch } from '../folder.ts'

vi.setConfig({ testTimeout: patience })

const set = madeUp({
  a: { negative: 24, positive: 24 },
  b: { negative: 24, positive: 24 },
  c: { negative: 0, positive: 12 },
  d: { negative: 24, positive: 24 }
})

async function options(change: Partial<SearchOptions> = {}): Promise<SearchOptions> {
  return {
    system: 'gru-attention',
    set,
    seed: 3,
    candidates: 3,
    groups: 2,
    test: ['d'],
    given: { epochs: 2, tokens: { block: 10 }, units: 4, batch: 16, patchesPerEpoch: 32, warmupSteps: 1 },
    out: await temporaryFolder(),
    resume: false,
    ...change
  }
}

const logOf = (folder: string) => readFile(join(folder, 'search.jsonl'), 'utf8')
const entries = (log: string) =>
  log
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

describe('a hyperparameter search', () => {
  test('halves its candidates by their scores on held-out groups and returns the best', async () => {
    const task = await options()
    const placed = await search(task)
    const [start, ...log] = entries(await logOf(task.out))
    expect(start).toMatchObject({ system: 'gru-attention', test: ['d'], rounds: roundsOf(3, 2) })
    const trials = log.filter(({ type }) => type === 'trial')
    expect(trials.map(({ round, candidate, group }) => [round, candidate, group]).slice(0, 6)).toEqual([
      [1, 0, 1],
      [1, 0, 2],
      [1, 1, 1],
      [1, 1, 2],
      [1, 2, 1],
      [1, 2, 2]
    ])
    expect(trials.length).toBe(6 + 4)
    expect(new Set(trials.flatMap(({ areas }) => Object.keys(areas)))).toEqual(new Set(['a', 'b']))
    const last = log.filter(({ type }) => type === 'round').at(-1)
    expect(placed.slice(0, 2).map(({ candidate, score }) => ({ candidate, score }))).toEqual(last.ranked)
    expect(placed.map(({ round }) => round)).toEqual([2, 2, 1])
    expect(log.at(-1)).toEqual({ type: 'end', winner: placed[0] })
    expect(await readdir(task.out)).toEqual(['search.jsonl'])
  })

  test('resumes to the same result after a stop, and repeats for the same seed', async () => {
    const whole = await options()
    const expected = await search(whole)
    const task = await options()
    const stop = new Error('stopped')
    const onTraining: SearchOptions['onTraining'] = ({ round, candidate }) => {
      if (round === 1 && candidate === 2) throw stop
    }
    await expect(search({ ...task, onTraining })).rejects.toBe(stop)
    expect(await readdir(join(task.out, 'trials'))).toEqual(['1-2-1'])
    await appendFile(join(task.out, 'search.jsonl'), '{"type":"tri')
    expect(await search({ ...task, resume: true })).toEqual(expected)
    expect(await logOf(task.out)).toBe(await logOf(whole.out))
    expect(await search({ ...task, resume: true })).toEqual(expected)
    await expect(search({ ...task, seed: 4, resume: true })).rejects.toMatchObject({
      code: 'training/bad-checkpoint'
    })
  })

  test.skipIf(process.platform === 'win32')('survives SIGKILL in the terminal', async () => {
    const patches = await temporaryFolder()
    for (const patient of ['1', '2'])
      for (const kind of [0, 1] as const)
        for (let place = 0; place < 3; place++)
          await writePatch(patches, patient, { x: 1 + 50 * place, y: 1 + 50 * kind, class: kind })
    const cache = await temporaryFolder()
    const env = { DUCTAL_CACHE: cache }
    const options =
      '--system gru-attention --candidates 2 --groups 2 --epochs 1 --tokens 25 --units 4 --batch 256 --stain 0 --json'
    const to = (out: string) => ['search', '--patches', patches, '--out', out, ...options.split(' ')]
    const [whole, broken] = [await temporaryFolder(), await temporaryFolder()]
    const straight = endOf([wholeTerminal, ...to(whole)], env)
    const killed = interruptedAt(/candidate 0, group 2/, 'SIGKILL', to(broken), {
      program: wholeTerminal,
      env
    })
    expect((await killed).signal).toBe('SIGKILL')
    const resumed = await endOf([wholeTerminal, ...to(broken), '--resume'], env)
    expect(resumed.stdout).toBe((await straight).stdout)
    expect(await logOf(broken)).toBe(await logOf(whole))
    expect(JSON.parse(resumed.stdout).command).toMatch(
      /^npm run -s ductal -- train --system gru-attention .* --epochs 1/
    )
  })
})

test('rounds cost about the same, and the last has the requested epochs', () => {
  expect(roundsOf(16, 8)).toEqual([
    { candidates: 16, epochs: 1 },
    { candidates: 8, epochs: 2 },
    { candidates: 4, epochs: 4 },
    { candidates: 2, epochs: 8 }
  ])
  expect(roundsOf(5, 2)).toEqual([
    { candidates: 5, epochs: 1 },
    { candidates: 3, epochs: 1 },
    { candidates: 2, epochs: 2 }
  ])
  expect(roundsOf(1, 7)).toEqual([{ candidates: 1, epochs: 7 }])
})

test('ranks a failed candidate last and keeps ties in drawing order', () => {
  const scored = [0.5, null, 0.9, 0.5].map((score, candidate) => ({ candidate, score }))
  expect(ranked(scored).map(({ candidate }) => candidate)).toEqual([2, 0, 3, 1])
  const failed = { areas: {}, auc: null, failure: 'The loss is no number.' }
  expect(scoreOf([{ areas: { a: 0.9 }, auc: 0.5, failure: null }, failed])).toBeNull()
  expect(scoreOf([{ areas: { a: 0.9, b: 0.7 }, auc: 0.5, failure: null }])).toBeCloseTo(0.8)
  expect(scoreOf([{ areas: {}, auc: 0.5, failure: null }])).toBe(0.5)
})

test.each(systemNames)('%s: draws only options that the network has, and keeps given ones', system => {
  const keys = Object.keys(candidateOf(system, 1, 1, {}))
  expect(keys).toEqual(expect.arrayContaining(['rate', 'batch', 'weightDecay', 'augmentation', 'averaging']))
  const recurrent = !/cnn|resnet/.test(system)
  expect([keys.includes('units'), keys.includes('tokens')]).toEqual([recurrent, recurrent])
  expect(keys.includes('dropout')).toBe(!system.startsWith('resnet'))
  expect(candidateOf(system, 1, 0, { rate: 0.5 })).toEqual({ rate: 0.5 })
  const { rate, ...others } = candidateOf(system, 1, 2, {})
  expect(rate).not.toBe(candidateOf(system, 1, 1, {}).rate)
  expect(candidateOf(system, 1, 2, { rate: 0.5 })).toEqual({ ...others, rate: 0.5 })
})

test('no patient is used for both training and validation, and held-out patients for neither', () => {
  const splits = searchSplits(set, 1, 3, ['d'])
  expect(splits.length).toBe(2)
  for (const { train, validation } of splits) {
    const sides = [patientsOf(set, train), patientsOf(set, validation)]
    expect(sides.flat().sort()).toEqual(['a', 'b', 'c'])
  }
  const [only, ...more] = searchSplits(set, 1, 3, ['b', 'c', 'd'])
  expect(more).toEqual([])
  expect(only?.description).toContain('halved by patch')
  expect([only?.train.length, only?.validation.length]).toEqual([24, 24])
  expect(() => searchSplits(set, 1, 3, ['a', 'b', 'c', 'd'])).toThrow(/leaves no patients for the search/)
  expect(() => searchSplits(set, 1, 3, ['e'])).toThrow(/no patient e/)
  const apart = madeUp({ a: { negative: 4, positive: 0 }, b: { negative: 0, positive: 4 } })
  expect(() => searchSplits(apart, 1, 2, [])).toThrow(/None of the 2 groups of patients has patches of both/)
})
