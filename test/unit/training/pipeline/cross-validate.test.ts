import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { type CrossValidationOptions, crossValidate } from '../../../../training/pipeline/cross-validate.ts'
import { temporaryFolder, writePatch } from '../folder.ts'

async function options(): Promise<CrossValidationOptions> {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  const patches = await temporaryFolder()
  for (const patient of ['1', '2', '3', '4', '5'])
    for (const kind of [0, 1] as const)
      await writePatch(patches, patient, { x: 1 + 50 * kind, y: 1, class: kind })
  return {
    ...{ system: 'gru-attention', patches, seed: 1, folds: 3, resume: false },
    recipe: { epochs: 1, patchesPerEpoch: 8, batch: 4, warmupSteps: 1, tokens: { block: 25 }, units: 4 },
    out: join(await temporaryFolder(), 'folds')
  }
}

test('leaves every patient out once, pools the figures and keeps finished folds', async () => {
  const task = await options()
  const found = await crossValidate(task)
  expect(found.folds.flatMap(({ patients }) => patients).sort()).toEqual(['1', '2', '3', '4', '5'])
  expect(found.pooled).toMatchObject({ patches: 10, patients: 5 })
  expect(found.pooled.perPatient.map(({ patient }) => patient)).toEqual(['1', '2', '3', '4', '5'])
  expect(found.pooled.intervals.balancedAccuracy).toHaveLength(2)
  const right = found.pooled.confusion[0][0] + found.pooled.confusion[1][1]
  expect(found.pooled.accuracy).toBeCloseTo(right / 10, 12)
  const correct = found.folds.reduce((sum, { accuracy, patches }) => sum + accuracy * patches, 0)
  expect(right).toBeCloseTo(correct, 9)
  expect(JSON.parse(await readFile(join(task.out, 'folds.json'), 'utf8')).pooled.patches).toBe(10)

  const weights = join(task.out, 'fold-2', 'weights.bin')
  const { mtimeMs } = await stat(weights)
  const kept: boolean[] = []
  expect(await crossValidate({ ...task, onFold: (_, done) => kept.push(done) })).toEqual(found)
  expect(kept).toEqual([true, true, true])
  expect((await stat(weights)).mtimeMs).toBe(mtimeMs)
  await expect(crossValidate({ ...task, recipe: { ...task.recipe, batch: 2 } })).rejects.toMatchObject({
    code: 'training/taken'
  })
})

test('refuses more groups than patients, before the first training', async () => {
  const task = await options()
  await expect(crossValidate({ ...task, folds: 6 })).rejects.toMatchObject({ code: 'usage' })
  await expect(stat(task.out)).rejects.toMatchObject({ code: 'ENOENT' })
})
