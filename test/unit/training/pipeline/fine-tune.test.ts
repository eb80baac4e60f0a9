import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { differencesOf } from '../../../../evaluation/metrics/difference.ts'
import { between, randomOf } from '../../../../evaluation/random.ts'
import { renewCard } from '../../../../training/export/renew-card.ts'
import { type TuneOptions, tune } from '../../../../training/pipeline/fine-tune.ts'
import { tuningSplit } from '../../../../training/pipeline/fine-tuning-split.ts'
import { train } from '../../../../training/pipeline/train.ts'
import { madeUp, writePatch } from '../folder.ts'

/** Shared by the whole file, because the parent is trained only once. */
const folders = await mkdtemp(join(tmpdir(), 'ductal-tune-'))
afterAll(() => rm(folders, { recursive: true, force: true }))
const temporaryFolder = () => mkdtemp(join(folders, 'x'))

/** Writes two patches of each class for each patient. */
async function folderOf(...patients: string[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const patient of patients)
    for (const kind of [0, 1] as const)
      for (const place of [0, 1])
        await writePatch(folder, patient, { x: 1 + 50 * place, y: 1 + 50 * kind, class: kind })
  return folder
}

const quick = { epochs: 2, patchesPerEpoch: 16, batch: 8, warmupSteps: 1 }
let parent: string
let other: string

beforeAll(async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  parent = join(await temporaryFolder(), 'first')
  await train({
    system: 'gru-attention',
    patches: await folderOf('a', 'b'),
    protocol: 'slides',
    test: ['b'],
    seed: 2,
    recipe: { ...quick, tokens: { block: 10 }, units: 6 },
    out: parent,
    resume: false
  })
  other = await folderOf('e', 'f', 'g', 'h', 'i')
}, 120_000)

async function options(change: Partial<TuneOptions> = {}): Promise<TuneOptions> {
  const out = join(await temporaryFolder(), 'second')
  return {
    from: parent,
    patches: other,
    seed: 1,
    test: [],
    validation: [],
    out,
    resume: false,
    recipe: quick,
    ...change
  }
}

const read = async (folder: string, name: string) => readFile(join(folder, name), 'utf8')

describe('train --from', () => {
  test('creates a version that names its parent and is compared with it on patients unseen by both', async () => {
    const task = await options({ patches: await folderOf('a', 'c', 'd'), judge: other })
    const { comparison } = await tune(task)
    const [before, after] = [await readSpec(parent), await readSpec(task.out)]
    expect(after).toMatchObject({
      name: 'second',
      version: '1.1.0',
      architecture: 'gru-attention',
      parameters: before.parameters,
      parent: { name: 'first', version: '1.0.0', weightsSha256: before.weightsSha256 },
      threshold: before.threshold,
      trainingData: { patients: ['a', 'c', 'd'], patches: { negative: 8, positive: 8 } }
    })
    expect(after.input).toEqual(before.input)
    expect(after.weightsSha256).not.toBe(before.weightsSha256)
    expect(JSON.parse(await read(task.out, 'comparison.json'))).toEqual(comparison)
    expect(comparison).toMatchObject({
      comparable: true,
      parent: { model: 'first', patients: 5, patches: 20 },
      version: { model: 'second', patients: 5, patches: 20 }
    })
    if (!comparison.comparable) return
    const { parent: old, version, differences } = comparison
    expect(differences.auc.value).toBeCloseTo((version.auc as number) - (old.auc as number))
    expect(differences.accuracy.interval).not.toBeNull()
    const card = await read(task.out, 'card.md')
    expect(card).toContain(`Started from the weights of first 1.0.0 (SHA-256 \`${before.weightsSha256}\`)`)
    expect(card).toContain('## Compared with its parent\nOn 20 patches of e, f, g, h, i')
    expect(card).toContain('The rate is ours')
    await renewCard(task.out, { folds: [], notes: ['A note.'] })
    expect(await read(task.out, 'card.md')).toContain('## Compared with its parent\nOn 20 patches')
  })

  test('starts from the weights of the parent: with no steps, it equals the parent', async () => {
    const task = await options({ recipe: { ...quick, epochs: 0 } })
    const { comparison } = await tune(task)
    expect((await readSpec(task.out)).golden).toEqual((await readSpec(parent)).golden)
    expect(comparison).toMatchObject({
      differences: { auc: { value: 0 }, accuracy: { value: 0 }, balancedAccuracy: { value: 0 } }
    })
  })

  test('says that the two are not comparable when no unseen patient is left', async () => {
    const task = await options({ patches: await folderOf('a') })
    const { comparison } = await tune(task)
    expect(comparison).toEqual({ comparable: false, reason: expect.stringContaining('--judge') })
    expect(await read(task.out, 'card.md')).toContain('**Not comparable with its parent')
    const again = await options({ patches: await folderOf('a'), judge: await folderOf('a') })
    expect((await tune(again)).comparison.comparable).toBe(false)
  })

  test('counts the patients of all ancestors as seen', async () => {
    const child = await options({ patches: await folderOf('c'), judge: other })
    await tune(child)
    const task = await options({
      from: child.out,
      patches: await folderOf('d'),
      judge: await folderOf('a', 'c')
    })
    const { comparison } = await tune(task)
    expect(comparison.comparable).toBe(false)
    expect(await readSpec(task.out)).toMatchObject({
      version: '1.2.0',
      trainingData: { patients: ['a', 'c', 'd'] }
    })
  })
})

const seen = {
  source: '',
  protocol: '',
  seed: 1,
  patients: ['a'],
  patches: { negative: 1, positive: 1 },
  validationPatients: ['b'],
  heldOutPatients: []
}

test('never compares on patients that the parent saw in training or validation', () => {
  const set = madeUp(Object.fromEntries([...'abcdef'].map(name => [name, { negative: 2, positive: 2 }])))
  const asked = { seed: 1, test: [], validation: [], judgedElsewhere: false }
  const names = (indices: Uint32Array) => [
    ...new Set([...indices].map(index => set.patients[set.patientOf[index] as number]))
  ]
  const tested = new Set<string | undefined>()
  for (let seed = 1; seed <= 20; seed++) {
    const split = tuningSplit(set, seen, { ...asked, seed })
    expect(split.test.length).toBe(4)
    expect(names(split.train)).toEqual(expect.arrayContaining(['a', 'b']))
    for (const name of names(split.test)) tested.add(name)
  }
  expect([...tested].sort()).toEqual(['c', 'd', 'e', 'f'])
  expect(() => tuningSplit(set, seen, { ...asked, test: ['b', 'c'] })).toThrow(/was trained on b/)
  expect(() => tuningSplit(set, seen, { ...asked, test: ['x'] })).toThrow(/no patient x/)
  expect(tuningSplit(set, seen, { ...asked, judgedElsewhere: true }).test.length).toBe(0)
})

test('the interval of a difference uses the same draws for both', () => {
  const random = randomOf('difference')
  const patients = Array.from({ length: 12 }, () => {
    const classes = Array.from({ length: 40 }, (_, i) => i % 2)
    const hardness = between(random, 0, 1)
    return { classes, scores: classes.map(kind => between(random, 0, 1) * hardness + kind * (1 - hardness)) }
  })
  const worse = patients.map(({ classes, scores }) => ({
    classes,
    scores: scores.map((score, i) => (i % 10 === 0 ? 1 - score : score))
  }))
  const { auc } = differencesOf({ patients: worse, threshold: 0.5 }, { patients, threshold: 0.5 })
  expect(auc.value).toBeGreaterThan(0)
  const [low, high] = auc.interval as [number, number]
  expect(low).toBeLessThanOrEqual(auc.value as number)
  expect(high).toBeGreaterThanOrEqual(auc.value as number)
  expect(differencesOf({ patients, threshold: 0.5 }, { patients, threshold: 0.5 }).auc).toEqual({
    value: 0,
    interval: [0, 0]
  })
  const few = { patients: patients.slice(0, 4), threshold: 0.5 }
  expect(differencesOf(few, few).accuracy).toEqual({ value: 0, interval: null })
})
