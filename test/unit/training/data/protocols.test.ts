import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { classCounts, patientsOf } from '../../../../evaluation/data/patches.ts'
import { splitBy } from '../../../../training/data/protocol.ts'
import { drawEpoch } from '../../../../training/data/sampler.ts'
import { leakedPatients } from '../../../../training/data/split.ts'
import { madeUp, temporaryFolder } from '../folder.ts'

const set = madeUp({
  a: { negative: 90, positive: 10 },
  b: { negative: 0, positive: 40 },
  c: { negative: 10, positive: 10 },
  d: { negative: 20, positive: 20 }
})
const nobody = { seed: 3, test: [], validation: [] }

test('the split of the paper halves the patches and leaks patients, which is detected', async () => {
  const split = await splitBy('paper', set, '', nobody)
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([85, 15, 100])
  expect(new Set([...split.train, ...split.validation, ...split.test]).size).toBe(200)
  expect(leakedPatients(set, split)).toEqual(['a', 'b', 'c', 'd'])
  expect(await splitBy('paper', set, '', nobody)).toEqual(split)
  expect(await splitBy('paper', set, '', { ...nobody, seed: 4 })).not.toEqual(split)
})

test('by patient, uses the author’s lists when the folder states them', async () => {
  const folder = await temporaryFolder()
  const rows = ['file\tpatient\tofficial_split', '1\ta\ttrain', '2\tb\tval', '3\tc\t-', '4\td\ttrain']
  await writeFile(join(folder, 'manifest.tsv'), `${rows.join('\n')}\n`)
  const split = await splitBy('patients', set, folder, nobody)
  expect([split.train, split.validation, split.test].map(side => patientsOf(set, side))).toEqual([
    ['a', 'd'],
    ['c'],
    ['b']
  ])
  expect(leakedPatients(set, split)).toEqual([])
})

test('by patient without a manifest, the seed decides and no patient is on two sides', async () => {
  const folder = await temporaryFolder()
  const split = await splitBy('patients', set, folder, nobody)
  expect(leakedPatients(set, split)).toEqual([])
  for (const side of [split.train, split.validation, split.test]) expect(side.length).toBeGreaterThan(0)
})

test('leaves out a slide as a whole', async () => {
  const split = await splitBy('slides', set, '', { seed: 1, test: ['c'], validation: ['b'] })
  expect(patientsOf(set, split.test)).toEqual(['c'])
  expect(patientsOf(set, split.validation)).toEqual(['b'])
  expect(split.test.length).toBe(20)
  await expect(splitBy('slides', set, '', { ...nobody, test: ['z'] })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('z')
  })
})

test('when no slide is named, the seed chooses one that can be evaluated', async () => {
  const slides = madeUp({
    complete: { negative: 90, positive: 60 },
    mostly: { negative: 60, positive: 90 },
    negative: { negative: 90, positive: 0 },
    other: { negative: 70, positive: 50 }
  })
  const left = async (seed: number) => {
    const split = await splitBy('slides', slides, '', { ...nobody, seed })
    return patientsOf(slides, split.test)
  }
  expect(await Promise.all([1, 2, 3].map(left))).toEqual([['complete'], ['other'], ['complete']])
  await expect(splitBy('slides', set, '', nobody)).rejects.toMatchObject({ code: 'usage' })
})

test('grouped folds hold out each patient once, share none between sides and have both classes on every side', async () => {
  const large = madeUp({
    a: { negative: 90, positive: 10 },
    b: { negative: 80, positive: 5 },
    c: { negative: 70, positive: 0 },
    d: { negative: 0, positive: 40 },
    e: { negative: 0, positive: 30 },
    f: { negative: 0, positive: 30 },
    g: { negative: 5, positive: 5 }
  })
  const fold = (k: number) => splitBy('folds', large, '', { ...nobody, fold: `${k}/3` })
  const splits = await Promise.all([1, 2, 3].map(fold))
  expect(splits.flatMap(split => patientsOf(large, split.test)).sort()).toEqual(large.patients)
  for (const split of splits) {
    expect(leakedPatients(large, split)).toEqual([])
    for (const side of [split.train, split.validation, split.test]) {
      const { negative, positive } = classCounts(large, side)
      expect(Math.min(negative, positive)).toBeGreaterThan(0)
    }
  }
  expect(await fold(1)).toEqual(splits[0])
  for (const wrong of ['0/3', '4/3', '1/2', '1/9', '1'])
    await expect(splitBy('folds', large, '', { ...nobody, fold: wrong })).rejects.toMatchObject({
      code: 'usage'
    })
})

test('a balanced epoch has equal classes and damps the weight of large patients', () => {
  const train = Uint32Array.from({ length: set.count }, (_, i) => i)
  const order = drawEpoch(set, train, 'balanced', 4000, 1, 0)
  expect(classCounts(set, order)).toEqual({ negative: 2000, positive: 2000 })
  const ofA = order.filter(index => set.patientOf[index] === 0 && set.classes[index] === 0).length
  // √90 of √90 + √10 + √20; weighting each patch equally would give 90 of 120.
  expect(ofA / 2000).toBeCloseTo(0.554, 1)
  expect(ofA / 2000).toBeLessThan(0.65)
  expect(drawEpoch(set, train, 'balanced', 4000, 1, 0)).toEqual(order)
  expect(drawEpoch(set, train, 'balanced', 4000, 1, 1)).not.toEqual(order)
})

test('an epoch of kind "each" uses every patch once', () => {
  const train = Uint32Array.from([5, 8, 13, 60])
  expect([...drawEpoch(set, train, 'each', 0, 1, 2)].sort((a, b) => a - b)).toEqual([5, 8, 13, 60])
})
