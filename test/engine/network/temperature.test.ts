import { expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { tempered } from '../../../engine/network/temperature.ts'
import { scatteredPatches } from '../../../engine/selftest/numbers.ts'
import { noise, tinyModel, writeModelFolder } from '../tiny.ts'

test('a temperature divides every logit and lowers the uncertainty; golden outputs exclude it', async () => {
  const engine = await openEngine('cpu')
  const model = tinyModel()
  const plain = await engine.load(await writeModelFolder(model))
  const golden = [...(await plain.predict(scatteredPatches(3, 50), 3))]
  const calibrated = await engine.load(
    await writeModelFolder(model, spec => ({ ...spec, golden, temperature: 2.5 }))
  )
  const before = await plain.predict(noise(4), 4)
  const after = await calibrated.predict(noise(4), 4)
  after.forEach((probability, i) => {
    expect(probability).toBeCloseTo(tempered(before[i] as number, 2.5), 6)
    expect(Math.abs(probability - 0.5)).toBeLessThan(Math.abs((before[i] as number) - 0.5))
  })
  const [plainDeviations, calibratedDeviations] = [
    await plain.uncertainty(noise(4), 4),
    await calibrated.uncertainty(noise(4), 4)
  ]
  calibratedDeviations?.forEach((deviation, i) => {
    expect(deviation).toBeLessThan(plainDeviations?.[i] as number)
  })
  expect(calibratedDeviations).not.toBeNull()
  plain.dispose()
  calibrated.dispose()
})

test('refuses a model with both slide calibration and a temperature', async () => {
  const engine = await openEngine('cpu')
  const start = { means: [-1, 1], deviations: [1, 1], share: 0.2 }
  const field = { neighbours: { radius: 1, weight: 0.6 }, start }
  const folder = await writeModelFolder(tinyModel(), spec => ({ ...spec, field, temperature: 2 }))
  await expect(engine.load(folder)).rejects.toMatchObject({ code: 'model/invalid' })
})
