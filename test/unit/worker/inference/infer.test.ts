import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openPool } from '../../../../electron/host/workers/pool.ts'
import { hasShared, sharedData, temporaryFolder, writePatch } from '../fixtures.ts'

const root = join(import.meta.dirname, '../../../..')
const modelFolder = join(root, 'models', 'cnn')
// A separate process, as in the program: an engine belongs to one process.
const pool = openPool({ entry: join(root, 'electron', 'worker', 'main.ts'), size: 1, env: {} })
afterAll(() => pool.close())

const task = { kind: 'patches', modelFolder, engine: 'cpu', mpp: 4 } as const

it('scores the patches of a folder and names an unreadable one', async () => {
  const path = await temporaryFolder()
  await writePatch(path, { x: 51, y: 51 })
  await writePatch(path, { x: 151, y: 51, colour: { r: 120, g: 60, b: 150 } })
  await writeFile(join(path, '0', '900_idx5_x101_y51_class0.png'), 'no picture')
  const xs = Float64Array.of(51, 101, 151)
  const judgement = await pool.run('infer', { ...task, path, xs, ys: Float64Array.of(51, 51, 51) })
  expect(judgement.engine).toBe('cpu')
  expect(judgement.probabilities[1]).toBeNaN()
  expect(judgement.unreadable.map(({ index }) => index)).toEqual([1])
  for (const i of [0, 2]) {
    expect(judgement.probabilities[i]).toBeGreaterThanOrEqual(0)
    expect(judgement.probabilities[i]).toBeLessThanOrEqual(1)
  }
  // A patch scores the same alone as among others.
  const alone = await pool.run('infer', { ...task, path, xs: xs.slice(2), ys: Float64Array.of(51) })
  expect(alone.probabilities[0]).toBeCloseTo(judgement.probabilities[2]!, 5)
})

it('refuses a patch folder whose scale differs from that of the model', async () => {
  const path = await temporaryFolder()
  await writePatch(path, { x: 51, y: 51 })
  const place = { xs: Float64Array.of(51), ys: Float64Array.of(51) }
  await expect(pool.run('infer', { ...task, ...place, path, mpp: 2 })).rejects.toMatchObject({
    code: 'run/bad-parameters'
  })
})

it('reports failures of the engine with their own codes', async () => {
  const path = await temporaryFolder()
  await writePatch(path, { x: 51, y: 51 })
  const place = { xs: Float64Array.of(51), ys: Float64Array.of(51) }
  await expect(pool.run('infer', { ...task, ...place, path, modelFolder: path })).rejects.toMatchObject({
    code: 'model/invalid'
  })
})

it('lists the models and says which are unusable', async () => {
  const models = await pool.run('models', { folder: join(root, 'models') })
  expect(models.find(({ name }) => name === 'cnn')).toMatchObject({ patch: 50, mpp: 4, failure: null })
  const folder = await temporaryFolder()
  await writePatch(join(folder, 'broken'), { x: 1, y: 1 })
  expect(await pool.run('models', { folder })).toMatchObject([
    { name: 'broken', failure: { code: 'model/invalid' } }
  ])
})

it.skipIf(!hasShared)('separates tumour from other tissue in a real section', async () => {
  const path = sharedData('idc', '8867')
  const { patches } = await pool.run('open', { path })
  const chosen = Array.from(patches?.classes ?? [], (label, index) => ({ label, index })).filter(
    ({ index }) => index % 8 === 0
  )
  const place = (of: Int32Array | undefined, origin = 0) =>
    Float64Array.from(chosen, ({ index }) => origin + (of?.[index] ?? 0) * 50)
  const xs = place(patches?.cols, patches?.originX)
  const ys = place(patches?.rows, patches?.originY)
  const { probabilities, unreadable } = await pool.run('infer', { ...task, path, xs, ys })
  expect(unreadable).toEqual([])
  const mean = (label: number) => {
    const values = chosen.flatMap((patch, i) => (patch.label === label ? [probabilities[i]!] : []))
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }
  expect(mean(1)).toBeGreaterThan(mean(0) + 0.2)
})
