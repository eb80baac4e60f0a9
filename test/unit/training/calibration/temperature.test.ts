import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openEngine } from '../../../../engine/engine.ts'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { tempered, untempered } from '../../../../engine/network/temperature.ts'
import { loadPatches } from '../../../../evaluation/data/load.ts'
import { patientNameOf } from '../../../../evaluation/data/patches.ts'
import { score } from '../../../../evaluation/evaluate.ts'
import { between, randomOf } from '../../../../evaluation/random.ts'
import { renewTemperature } from '../../../../training/calibration/renew-temperature.ts'
import { fitTemperature } from '../../../../training/calibration/temperature.ts'
import { train } from '../../../../training/pipeline/train.ts'
import { patience } from '../../../support/terminal.ts'
import { temporaryFolder, writePatch } from '../folder.ts'

vi.setConfig({ testTimeout: patience })

/**
 * Patches with classes drawn from known probabilities; the logits are multiplied by `sharpness`.
 */
function told(sharpness: number) {
  const random = randomOf('told', sharpness)
  const logits = Array.from({ length: 4000 }, () => between(random, -3, 3))
  const classes = logits.map(logit => (between(random, 0, 1) < 1 / (1 + Math.exp(-logit)) ? 1 : 0))
  return { classes, probabilities: logits.map(logit => 1 / (1 + Math.exp(-logit * sharpness))) }
}

test.each([1.2, 2.5])('a network that is %d times too confident gets that temperature', sharpness => {
  const { probabilities, classes } = told(sharpness)
  const temperature = fitTemperature(probabilities, classes) as number
  expect(temperature / sharpness).toBeGreaterThan(0.9)
  expect(temperature / sharpness).toBeLessThan(1.1)
  const loss = (by: number) =>
    probabilities.reduce((sum, probability, i) => {
      const calibrated = tempered(probability, by)
      return sum - Math.log(classes[i] === 1 ? calibrated : 1 - calibrated)
    }, 0)
  for (const other of [temperature * 0.9, temperature * 1.1])
    expect(loss(other)).toBeGreaterThan(loss(temperature))
})

test('does not make an underconfident network more confident', () => {
  const { probabilities, classes } = told(0.5)
  expect(fitTemperature(probabilities, classes)).toBe(1)
})

test('patches of one class give no temperature, and patches without mistakes give 1', () => {
  expect(fitTemperature([0.1, 0.9], [1, 1])).toBeUndefined()
  expect(fitTemperature([], [])).toBeUndefined()
  expect(fitTemperature([0.1, 0.9], [0, 1])).toBe(1)
})

test('a temperature keeps the order and can be inverted', () => {
  expect(tempered(0.5, 3)).toBe(0.5)
  expect(tempered(0.9, 2)).toBeCloseTo(0.75)
  expect(tempered(0.9, undefined)).toBe(0.9)
  for (const probability of [0.001, 0.3, 0.99])
    expect(untempered(tempered(probability, 1.7), 1.7)).toBeCloseTo(probability, 9)
})

test('training calibrates on validation patients only; recalibrating finds the same temperature', async () => {
  const [patches, out] = [await temporaryFolder(), join(await temporaryFolder(), 'model')]
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  for (const patient of ['1', '2', '3'])
    for (let place = 0; place < 24; place++)
      await writePatch(patches, patient, { x: 1 + 50 * place, y: 1, class: place < 12 ? 0 : 1 })
  const recipe = { epochs: 1, patchesPerEpoch: 16, batch: 8, tokens: { block: 10 }, units: 8 }
  const task = { system: 'gru-attention', protocol: 'slides', seed: 1, resume: false } as const
  await train({ ...task, patches, out, recipe, test: ['1'], validation: ['2'] })
  const spec = await readSpec(out)

  const set = await loadPatches(patches)
  const all = Uint32Array.from({ length: set.count }, (_, index) => index)
  const { scores } = await score(await openEngine('cpu'), out, set, all)
  const validation = [...all].filter(index => patientNameOf(set, index) === '2')
  const again = fitTemperature(
    validation.map(index => untempered(scores[index] as number, spec.temperature)),
    validation.map(index => set.classes[index] as number)
  ) as number
  expect(again / (spec.temperature as number)).toBeCloseTo(1, 1)

  const record = await readFile(join(out, 'evaluation.json'), 'utf8')
  const renewed = await renewTemperature(out, patches)
  const after = await readSpec(out)
  expect(after.temperature).toBe(renewed.temperature)
  expect((after.temperature as number) / (spec.temperature as number)).toBeCloseTo(1, 1)
  expect(after.golden).toEqual(spec.golden)
  expect(JSON.parse(await readFile(join(out, 'evaluation.json'), 'utf8'))).toMatchObject({
    protocol: JSON.parse(record).protocol,
    test: { patches: 24 },
    validation: { patches: 24 },
    all: { patches: 72, threshold: after.threshold }
  })
  expect(await readFile(join(out, 'card.md'), 'utf8')).toContain('calibrated by a temperature')
})
