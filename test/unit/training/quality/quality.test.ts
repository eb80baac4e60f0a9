import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { qualityClasses } from '../../../../contract/runs/quality.ts'
import { checkedBytes, checkedEdge } from '../../../../engine/quality/features.ts'
import type { QualityWeights } from '../../../../engine/quality/network.ts'
import { QualityCheck } from '../../../../engine/quality/quality.ts'
import { type PatchSet, pixelsOf } from '../../../../evaluation/data/patches.ts'
import { integer, randomOf } from '../../../../evaluation/random.ts'
import type { Recipe, Source } from '../../../../training/quality/alterations.ts'
import { foldsOf, type Judged } from '../../../../training/quality/cross-validation.ts'
import { fitSamples, refitQualityCheck } from '../../../../training/quality/evaluate.ts'
import { fitQualityCheck } from '../../../../training/quality/fit.ts'
import { mosaicOf } from '../../../../training/quality/mosaic.ts'
import { heldOutRates, slideMeans, thresholdsOf } from '../../../../training/quality/rates.ts'
import { lessonRecipes, trialNames, trialRecipes } from '../../../../training/quality/recipes.ts'
import type { QualityReport } from '../../../../training/quality/report.ts'
import { pageWith, rateTable } from '../../../../training/quality/report.ts'
import { samplesOf } from '../../../../training/quality/samples.ts'
import { patience } from '../../../support/terminal.ts'
import { temporaryFolder } from '../folder.ts'

vi.setConfig({ testTimeout: patience })

/** Slides of 3 × 3 patches each: nuclei on pink, the patch number in the first pixel. */
function slides(patients = ['a', 'b'], side = 3): PatchSet {
  const files = patients.flatMap(patient =>
    Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [(i % side) * checkedEdge + 1, Math.floor(i / side) * checkedEdge + 1]
      return `${patient}/0/${patient}_idx5_x${x}_y${y}_class0.png`
    })
  )
  const pixels = new Uint8Array(files.length * checkedBytes)
  for (const [i, file] of files.entries()) pixels.set(tissue(file, i), i * checkedBytes)
  return {
    count: files.length,
    pixels,
    classes: new Uint8Array(files.length),
    patients,
    patientOf: Uint32Array.from(files, (_, i) => Math.floor(i / (side * side))),
    files,
    padded: new Uint8Array(files.length),
    jpeg: new Uint8Array(files.length),
    broken: [],
    others: []
  }
}

function tissue(name: string, number: number): Uint8Array {
  const random = randomOf('tissue', name)
  const pixels = Uint8Array.from(
    { length: checkedBytes },
    (_, i) => [225, 170, 205][i % 3]! + integer(random, 12)
  )
  for (let nucleus = 0; nucleus < 90; nucleus++) {
    const corner = integer(random, checkedEdge - 2) * checkedEdge + integer(random, checkedEdge - 2)
    for (const step of [0, 1, checkedEdge, checkedEdge + 1]) pixels.set([110, 70, 150], (corner + step) * 3)
  }
  pixels[0] = number
  return pixels
}

const sourceOf = (set: PatchSet, index: number): Source => ({
  patch: pixelsOf(set, index),
  cut: mosaicOf(set)(index)
})

describe('the mosaic of a slide', () => {
  const set = slides(['a'])

  test('cuts squares across patch borders, and returns null for a missing patch', () => {
    const cut = mosaicOf(set)(0)
    expect(cut(0, 0, checkedEdge)).toEqual(pixelsOf(set, 0))
    const square = cut(0, 0, 2 * checkedEdge) as Uint8Array
    const at = (x: number, y: number) => square[(y * 2 * checkedEdge + x) * 3]
    expect([at(0, 0), at(50, 0), at(0, 50), at(50, 50)]).toEqual([0, 1, 3, 4])
    const shifted = cut(30, 20, checkedEdge) as Uint8Array
    expect(shifted[(30 * checkedEdge + 20) * 3]).toBe(4)
    expect(cut(-1, 0, checkedEdge)).toBeNull()
    expect(mosaicOf(set)(4)(-50, -50, 2 * checkedEdge)?.[0]).toBe(0)
    expect(mosaicOf(set)(8)(0, 0, 2 * checkedEdge)).toBeNull()
  })
})

describe.each([
  ['lessons', lessonRecipes],
  ['trials', trialRecipes]
])('%s', (_, recipes: readonly Recipe[]) => {
  const source = sourceOf(slides(['a']), 0)
  const make = ({ make }: Recipe, seed: number) => make(source, randomOf('recipe', seed)) as Uint8Array

  test('are patches, reproducible by seed', () => {
    for (const recipe of recipes) {
      expect(make(recipe, 1)).toHaveLength(checkedBytes)
      expect(make(recipe, 1), recipe.name).toEqual(make(recipe, 1))
    }
  })

  test('cover every class and leave their source unchanged', () => {
    const before = source.patch.slice()
    for (const recipe of recipes) make(recipe, 2)
    expect(source.patch).toEqual(before)
    expect([...new Set(recipes.map(({ kind }) => kind))].sort()).toEqual([...qualityClasses].sort())
  })
})

test('half scale averages four pixels, taken from four patches', () => {
  const set = slides(['a'])
  const half = trialRecipes.find(({ name }) => name === 'half scale, area') as Recipe
  const made = half.make(sourceOf(set, 0), randomOf('half')) as Uint8Array
  const square = mosaicOf(set)(0)(0, 0, 2 * checkedEdge) as Uint8Array
  const at = (x: number, y: number) => square[(y * 2 * checkedEdge + x) * 3 + 1] as number
  expect(made[(30 * checkedEdge + 40) * 3 + 1]).toBe(
    Math.round((at(80, 60) + at(81, 60) + at(80, 61) + at(81, 61)) / 4)
  )
})

test('a small fit learns its samples; the same seed gives the same weights, another seed others', () => {
  const set = slides()
  const lessons = samplesOf(set, lessonRecipes, 1)
  const fitted = fitQualityCheck(lessons, 1)
  expect(fitQualityCheck(lessons, 1)).toEqual(fitted)
  expect(fitQualityCheck(lessons, 2)).not.toEqual(fitted)
  const check = new QualityCheck({ ...fitted, threshold: 0.5, slideThreshold: 1 })
  const flagged = (name: string) => {
    const { make } = trialRecipes.find(trial => trial.name === name) as Recipe
    const made = set.files.map((_, i) => make(sourceOf(set, i), randomOf('trial', name, i)) as Uint8Array)
    const { scores } = check.check(Uint8Array.from(made.flatMap(patch => [...patch])), made.length)
    return scores.reduce((sum, score) => sum + score, 0) / scores.length
  }
  for (const name of ['inverted', 'dark field', 'blur 3', 'green pen'])
    expect(flagged(name), name).toBeGreaterThan(flagged('real') + 0.2)
})

test('folds keep each patient whole and are similar in size', () => {
  const samples = ['a', 'a', 'a', 'b', 'b', 'c', 'd'].map(patient => ({
    patient,
    class: 0,
    name: 'fine',
    features: new Float32Array(0)
  }))
  expect(Object.fromEntries(foldsOf(samples, 2))).toEqual({ a: 0, b: 1, c: 1, d: 0 })
})

describe('flag rates', () => {
  const judged = (fold: number, name: string, score: number, evidence: number): Judged => ({
    pen: false,
    patient: `patient ${fold}`,
    fold,
    name,
    score,
    evidence
  })
  const group = (fold: number, shift: number) =>
    Array.from({ length: 100 }, (_, i) => judged(fold, 'real', shift + i / 1000, -1))

  test('use thresholds from the other folds', () => {
    const all = [...group(0, 0), ...group(1, 0.5)]
    const [real] = heldOutRates(all, ['real'])
    // All of the second fold is above the first's threshold, none of the first is above the
    // second's.
    expect(real).toMatchObject({ patches: 200, alone: 0.5 })
    expect(thresholdsOf(group(0, 0)).threshold).toBeCloseTo(0.099)
  })

  test('together: flags the whole slide when its mean indicates another scale', () => {
    const half = Array.from({ length: 30 }, (_, i) => judged(0, 'half', 0, i < 20 ? 3 : -1))
    const rates = heldOutRates([...group(0, 0), ...group(1, 0), ...half], ['half'])
    expect(rates).toEqual([
      { name: 'half', patches: 30, alone: 0, pen: 0, together: 1, slides: 1, otherScale: 1 }
    ])
    expect([...slideMeans(half.slice(0, 19)).keys()]).toEqual([])
  })
})

test('a fit writes weights, rates and the table in the page, and repeats exactly for the same seed', async () => {
  const folder = await temporaryFolder()
  const files = {
    weights: join(folder, 'weights.json'),
    report: join(folder, 'quality-check.json'),
    page: join(folder, 'quality-check.md')
  }
  const page =
    'Before.\n\n<!-- rates: written by ductal quality --fit -->\nold\n<!-- end of the rates -->\n\nAfter.\n'
  await writeFile(files.page, page)
  const set = slides(['a', 'b', 'c', 'd', 'e'], 2)
  const samples = fitSamples(set, new Set(['e']), 1, 1)
  expect(samples.lessons.some(({ patient }) => patient === 'e')).toBe(false)
  expect(new Set(samples.validation.map(({ patient }) => patient))).toEqual(new Set(['e']))
  const report = await refitQualityCheck(samples, 1, 1, () => {}, files)
  expect(report).toMatchObject({ seed: 1, every: 1, patients: 4, validation: 1 })
  expect(report.rates.map(({ name }) => name)).toEqual(trialNames)
  expect(JSON.parse(await readFile(files.report, 'utf8'))).toEqual(report)
  const weights = await readFile(files.weights, 'utf8')
  expect(
    new QualityCheck(JSON.parse(weights) as QualityWeights).check(set.pixels, set.count).classes
  ).toHaveLength(20)
  expect(await readFile(files.page, 'utf8')).toBe(pageWith(page, report))
  await refitQualityCheck(samples, 1, 1, () => {}, files)
  expect(await readFile(files.weights, 'utf8')).toBe(weights)
})

test('the page shows the recorded rates', async () => {
  const root = join(import.meta.dirname, '../..', '..', '..', 'docs')
  const report = JSON.parse(
    await readFile(join(root, 'results', 'quality-check.json'), 'utf8')
  ) as QualityReport
  const { threshold, slideThreshold } = report
  expect(await readFile(join(root, 'quality-check.md'), 'utf8')).toContain(rateTable(report))
  expect(new QualityCheck().weights).toMatchObject({ threshold, slideThreshold })
  expect(() => pageWith('No place.', report)).toThrow('has no markers for the rates')
})
