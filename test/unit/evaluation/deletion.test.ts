import { expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { buildGruAttention } from '../../../engine/models/recurrent.ts'
import { deletionOf } from '../../../evaluation/deletion.ts'
import { writeModelFolder } from '../../engine/tiny.ts'
import { temporaryFolder, writePatch } from '../training/folder.ts'

async function folders() {
  const patches = await temporaryFolder()
  for (const place of [0, 1, 2]) {
    await writePatch(patches, '8863', { x: 1 + 50 * place, y: 1, class: 0 })
    await writePatch(patches, '8863', { x: 1 + 50 * place, y: 51, class: 1 })
  }
  await openEngine('cpu')
  const network = buildGruAttention({ units: 8, tokens: { block: 5 }, attention: { units: 4, window: 7 } })
  // At threshold 0 every patch is positive, so each patch of class 1 is a true positive.
  const model = await writeModelFolder(network, spec => ({ ...spec, threshold: 0 }))
  return { patches, asked: [{ model, patients: [] }], leftOut: false }
}

test('deletes the most relevant part of true positives, and as much at random, by seed', async () => {
  const options = await folders()
  const found = await deletionOf({ ...options, seed: 1, most: 10 })
  expect(found).toMatchObject({
    kind: 'attention',
    patches: 3,
    patients: ['8863'],
    leftOut: false,
    share: 0.1
  })
  expect(await deletionOf({ ...options, seed: 1, most: 10 })).toEqual(found)
  const other = await deletionOf({ ...options, seed: 2, most: 10 })
  expect(other.glass.attended).toBeCloseTo(found.glass.attended, 9)
  expect(other.glass.random).not.toBe(found.glass.random)
  expect(found.glass.attended).not.toBe(0)
  expect(found.holds).toBe(found.mean.attended > 0 && found.mean.attended >= 1.5 * found.mean.random)
})

test('asks each network about its own patients, up to the given number of patches per network', async () => {
  const { patches, asked } = await folders()
  await writePatch(patches, '8865', { x: 1, y: 1, class: 1 })
  const [{ model } = { model: '' }] = asked
  const both = ['8863', '8865'].map(patient => ({ model, patients: [patient] }))
  const found = await deletionOf({ patches, asked: both, leftOut: true, seed: 1, most: 2 })
  expect(found).toMatchObject({ patches: 3, patients: ['8863', '8865'], leftOut: true })
})

test('looks at no more patches than requested', async () => {
  expect(await deletionOf({ ...(await folders()), seed: 1, most: 2 })).toMatchObject({ patches: 2 })
})
