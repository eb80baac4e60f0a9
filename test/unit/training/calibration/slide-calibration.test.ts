import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { placeOf } from '../../../../evaluation/data/patches.ts'
import { type Evaluation, evaluate } from '../../../../evaluation/evaluate.ts'
import { between, randomOf } from '../../../../evaluation/random.ts'
import { renewField } from '../../../../training/calibration/renew-slide-calibration.ts'
import { fitField, type LeftOut, leaveOneOut } from '../../../../training/calibration/slide-calibration.ts'
import { train } from '../../../../training/pipeline/train.ts'
import { patience } from '../../../support/terminal.ts'
import { madeUp, temporaryFolder, writePatch } from '../folder.ts'

vi.setConfig({ testTimeout: patience })

test('reads the position of a patch from its name', () => {
  const set = { ...madeUp({ a: { negative: 1, positive: 0 } }), files: ['a/0/a_idx5_x101_y2451_class0.png'] }
  expect(placeOf(set, 0)).toEqual({ column: 2, row: 49 })
})

/** A synthetic slide as scored by a network whose logits are all raised by `shift`. */
function leftOut(slide: string, shift: number): LeftOut {
  const random = randomOf('left out', slide)
  const places = Array.from({ length: 900 }, (_, i) => ({ column: i % 30, row: Math.floor(i / 30) }))
  const classes = places.map(({ column, row }) => (column < 10 && row < 12 ? 1 : 0))
  const scores = classes.map(
    kind => 1 / (1 + Math.exp(-(shift + (kind === 1 ? 1.6 : -1.6) + between(random, -3, 3))))
  )
  return { slide, places, classes, scores }
}

test('calibrates each slide well with the fit of the others, even with shifted logits on one', () => {
  const slides = [leftOut('one', 0), leftOut('two', 1.5), leftOut('three', 0.2)]
  const figures = leaveOneOut(slides)
  expect(figures.map(({ slide }) => slide)).toEqual(['one', 'two', 'three'])
  for (const { balancedAccuracy, auc, ece } of figures) {
    expect(balancedAccuracy).toBeGreaterThan(0.9)
    expect(auc).toBeGreaterThan(0.97)
    expect(ece).toBeLessThan(0.08)
  }
  const { field } = fitField(slides)
  expect(field.start.means[1]).toBeGreaterThan(field.start.means[0])
})

test('fits slide calibration from leave-one-out trainings, and evaluate applies it', async () => {
  const [patches, trainings] = [await temporaryFolder(), await temporaryFolder()]
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  for (const patient of ['1', '2', '3'])
    for (let place = 0; place < 6; place++)
      await writePatch(patches, patient, { x: 1 + 50 * place, y: 1, class: place < 3 ? 0 : 1 })
  const folder = async (test: string, protocol: 'slides' | 'all' = 'slides') => {
    const out = join(trainings, protocol + test)
    const recipe = { epochs: 1, patchesPerEpoch: 16, batch: 8, tokens: { block: 10 }, units: 8 }
    const task = { system: 'gru-attention', protocol, seed: 1, resume: false } as const
    await train({ ...task, patches, out, recipe, test: test ? [test] : [] })
    return out
  }
  const [model = '', ...folds] = [await folder('', 'all'), await folder('2'), await folder('3')]
  const before = await evaluate({ model, patches, engine: 'cpu' })
  const figures = await renewField(model, folds, patches)
  expect(figures.map(({ slide }) => slide)).toEqual(['2', '3'])
  const spec = await readSpec(model)
  expect(spec.field?.neighbours).toEqual({ radius: 1, weight: 0.6 })
  expect(spec.thresholdSource).toContain('2, 3')
  const after = await evaluate({ model, patches, engine: 'cpu' })
  expect(after.threshold).toBe(spec.threshold)
  expect(after.brier).not.toBe(before.brier)
  const written = async (name: string) => JSON.parse(await readFile(join(model, name), 'utf8'))
  const { train: trained, test, all } = await written('evaluation.json')
  expect([trained.brier, test, all.brier]).toEqual([after.brier, null, after.brier])
  const folded = await written('cross-validation.json')
  expect(folded.map((fold: Evaluation) => fold.perPatient[0]?.patient)).toEqual(['2', '3'])
  expect(spec.metrics.brier).toBeCloseTo((folded[0].brier + folded[1].brier) / 2)
  const card = await readFile(join(model, 'card.md'), 'utf8')
  expect(card).toContain('adjusted together')
  expect(card).toContain('the patches of each slide adjusted together')
  await expect(renewField(model, folds.slice(0, 1), patches)).rejects.toMatchObject({ code: 'usage' })
  await expect(renewField(folds[0] as string, [model, ...folds], patches)).rejects.toMatchObject({
    code: 'usage'
  })
})
