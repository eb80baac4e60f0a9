import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from '../../../../engine/engine.ts'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { buildCnn, type CnnOptions } from '../../../../engine/models/cnn.ts'
import { score } from '../../../../evaluation/evaluate.ts'
import type { Normalisation } from '../../../../training/data/normalisation.ts'
import { slideSplit } from '../../../../training/data/slides.ts'
import { writeSmallest } from '../../../../training/export/precision.ts'
import { scorePatches } from '../../../../training/trainer/predict.ts'
import { madeUp, temporaryFolder } from '../folder.ts'

const engine = await openEngine('cpu')
const set = madeUp({ a: { negative: 30, positive: 30 }, b: { negative: 30, positive: 30 } })
const everything = Uint32Array.from({ length: set.count }, (_, i) => i)
const normalisation: Normalisation = { mean: [190, 150, 180], deviation: [40, 40, 40] }

/** Just above and just below a million parameters. */
const large: Partial<CnnOptions> = { filters: [4, 8], units: 1100 }
const small: Partial<CnnOptions> = { filters: [4, 8], units: 1000 }

/** Stores a random network at the threshold that `choose` picks from its probabilities. */
async function store(options: Partial<CnnOptions>, choose: (scores: Float32Array) => number) {
  const folder = await temporaryFolder()
  const model = buildCnn({ ...options, seed: 3 })
  try {
    const before = await scorePatches(model, set, everything, normalisation)
    const threshold = choose(before)
    const trained = {
      ...{ system: 'cnn', title: 'Random', source: 'made up', seed: 3, backend: 'cpu' },
      ...{ model, set, split: slideSplit(set, ['b'], []), normalisation },
      ...{ temperature: undefined, threshold, thresholdSource: 'a test' }
    }
    const judge = async () => (await score(engine, folder, set, everything)).scores
    const { spec, scores } = await writeSmallest(folder, trained, before, judge)
    const changed = before.filter((value, i) => value >= threshold !== scores[i]! >= threshold).length
    const bits = (8 * (await stat(join(folder, 'weights.bin'))).size) / model.countParams()
    return { folder, spec, before, scores, changed, bits }
  } finally {
    model.dispose()
  }
}

const least = (scores: Float32Array) => Math.min(...scores)
/** Quantising raises all probabilities of this network slightly. */
const justBelow = (scores: Float32Array) => Math.max(...scores) + 1e-6

test('a large network uses 8 bits per weight when no prediction changes, and records it', async () => {
  const { folder, spec, before, scores, bits } = await store(large, scores => 0.9 * least(scores))
  expect(spec.storage).toEqual({ precision: 'uint8', patches: 120, changedClasses: 0 })
  expect(await readSpec(folder)).toEqual(spec)
  expect(bits).toBeLessThan(8.1)
  const model = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))
  const kinds = model.weightsManifest[0].weights.map(
    ({ quantization }: { quantization?: { dtype: string } }) => quantization?.dtype ?? 'float32'
  )
  expect(kinds).toEqual(['uint8', 'float32', 'uint8', 'float32', 'uint8', 'float32', 'uint8', 'float32'])
  const moved = Math.max(...before.map((value, i) => Math.abs(value - scores[i]!)))
  expect(moved).toBeGreaterThan(0)
  expect(moved).toBeLessThan(0.02)
})

test('a large network uses more bits when too many predictions would change', async () => {
  const { spec, changed, bits } = await store(large, justBelow)
  expect(spec.storage?.precision).not.toBe('uint8')
  expect(spec.storage?.changedClasses).toBe(changed)
  expect(changed).toBeLessThan(0.005 * set.count)
  expect(bits).toBeGreaterThanOrEqual(16)
})

test('a small network uses 16 bits', async () => {
  const { spec, bits } = await store(small, scores => 0.9 * least(scores))
  expect(spec.storage).toMatchObject({ precision: 'float16', changedClasses: 0 })
  expect(bits).toBe(16)
})
