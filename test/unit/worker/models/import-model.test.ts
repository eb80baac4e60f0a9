import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import type { ModelForm } from '../../../../contract/models/model.ts'
import { importModel, inspectModel } from '../../../../electron/worker/models/import-model.ts'
import { readModels } from '../../../../electron/worker/models/models.ts'
import { parseSpec } from '../../../../engine/model-folder/spec.ts'
import { modelOf, restate, temporaryFolder, tinyModel, writeModelFolder } from '../../../engine/tiny.ts'
import '@tensorflow/tfjs-backend-cpu'

const signal = new AbortController().signal
const form: ModelForm = {
  name: 'mine',
  title: 'My own',
  classes: ['no', 'yes'],
  positiveClass: 1,
  mpp: 4,
  normalisation: { mean: [0, 0, 0], deviation: [255, 255, 255] },
  threshold: 0.5
}

/** A folder of a model without spec.json. */
async function bare(model: LayersModel): Promise<string> {
  const folder = await writeModelFolder(model)
  await rm(join(folder, 'spec.json'))
  return folder
}

/**
 * Imports into a temporary library with the given taken names and known weights. Returns its
 * folder, the result and the files left there.
 */
async function tryImport(
  folder: string,
  given: ModelForm | null = null,
  taken: string[] = [],
  known: { sha256: string; name: string }[] = []
) {
  const into = join(await temporaryFolder(), 'models')
  const result = await importModel({ folder, into, form: given, taken, known }, signal).catch(
    (error: unknown) => error
  )
  const left = await readdir(into).catch(() => [])
  return { into, result, left }
}

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })

test('imports a model with a spec.json unchanged, including its other files', async () => {
  const folder = await writeModelFolder(tinyModel())
  await writeFile(join(folder, 'card.md'), '# Tiny')
  expect(await inspectModel(folder)).toMatchObject({ stated: { name: 'tiny', title: 'Tiny', version: '1' } })
  const { into, result, left } = await tryImport(folder)
  expect(result).toEqual({ name: 'tiny' })
  expect(left).toEqual(['tiny'])
  expect(await readModels(into)).toMatchObject([{ name: 'tiny', card: '# Tiny', failure: null }])
  for (const file of ['spec.json', 'weights.bin'])
    expect(await readFile(join(into, 'tiny', file))).toEqual(await readFile(join(folder, file)))
})

test('creates a spec.json from the files and the form, with golden outputs for a self-test', async () => {
  const folder = await bare(tinyModel())
  expect(await inspectModel(folder)).toMatchObject({ stated: null, form: { mpp: 4, threshold: 0.5 } })
  const { into, result } = await tryImport(folder, form)
  expect(result).toEqual({ name: 'mine' })
  const spec = await parseSpec(join(into, 'mine'))
  expect(spec).toMatchObject({
    name: 'mine',
    parameters: tinyModel().countParams(),
    input: { patch: 50, mpp: 4 }
  })
  expect(spec.golden).toHaveLength(4)
  const [model] = await readModels(into)
  expect(model).toMatchObject({ title: 'My own', protocol: 'not stated', failure: null })
  expect(model?.card).toContain('training patients and performance are unknown')
})

test('names what is missing', async () => {
  const empty = await temporaryFolder()
  expect((await tryImport(join(empty, 'none'))).result).toEqual(refusal('path/missing', /does not exist/))
  expect((await tryImport(empty)).result).toEqual(refusal('model/invalid', /no model\.json/))
  expect((await tryImport(await bare(tinyModel()))).result).toEqual(
    refusal('model/invalid', /has no spec\.json/)
  )
})

test.each<[string, string, RegExp, () => Promise<[string, ModelForm | null]>]>([
  [
    'weights that are others than stated',
    'model/hash',
    /weights\.bin .* differs from its spec\.json/,
    async () => {
      const folder = await writeModelFolder(tinyModel())
      await appendFile(join(folder, 'weights.bin'), 'x')
      return [folder, null]
    }
  ],
  [
    'a missing shard',
    'model/invalid',
    /has no file weights\.bin/,
    async () => {
      const folder = await bare(tinyModel())
      await rm(join(folder, 'weights.bin'))
      return [folder, form]
    }
  ],
  [
    'a missing shard that spec.json names',
    'model/invalid',
    /has no file weights\.bin/,
    async () => {
      const folder = await writeModelFolder(tinyModel())
      await rm(join(folder, 'weights.bin'))
      return [folder, null]
    }
  ],
  [
    'a layer that nobody knows',
    'model/invalid',
    /has a layer of type Wonder, which this version of Ductal does not support/,
    async () => {
      const folder = await bare(tinyModel())
      const text = await readFile(join(folder, 'model.json'), 'utf8')
      await writeFile(
        join(folder, 'model.json'),
        text.replace('"class_name":"Dense"', '"class_name":"Wonder"')
      )
      return [folder, form]
    }
  ],
  [
    'other patches',
    'model/invalid',
    /takes 32×32×3, but Ductal cuts patches of 50×50×3/,
    async () => [await bare(modelOf([32, 32, 3], 2)), form]
  ],
  [
    'other patches, as its spec.json says',
    'model/invalid',
    /takes 32×32×3, but Ductal cuts patches of 50×50×3/,
    async () => [
      await writeModelFolder(modelOf([32, 32, 3], 2), spec => ({
        ...spec,
        input: { ...spec.input, patch: 32 }
      })),
      null
    ]
  ],
  [
    'three classes',
    'model/invalid',
    /returns 3 values per patch/,
    async () => [await bare(modelOf([50, 50, 3], 3)), form]
  ],
  [
    'weights that are no numbers',
    'model/invalid',
    /has values that are not numbers/,
    async () => {
      const model = tinyModel()
      const folder = await writeModelFolder(model)
      const weights = await readFile(join(folder, 'weights.bin'))
      weights.writeFloatLE(Number.NaN, 0)
      await writeFile(join(folder, 'weights.bin'), weights)
      await restate(folder, model.countParams())
      return [folder, null]
    }
  ]
])('%s: refused in one line, and nothing is left behind', async (_, code, message, make) => {
  const { result, left } = await tryImport(...(await make()))
  expect(result).toEqual(refusal(code, message))
  expect((result as Error).message).toMatch(/^[^\n]+\.$/)
  expect(left).toEqual([])
})

test('refuses a taken name and keeps the existing model', async () => {
  const folder = await writeModelFolder(tinyModel())
  expect(await tryImport(folder, null, ['tiny'])).toMatchObject({
    result: refusal('model/exists', /tiny is already installed/),
    left: []
  })
  const into = await temporaryFolder()
  await mkdir(join(into, 'tiny'))
  await writeFile(join(into, 'tiny', 'mine'), 'x')
  await expect(importModel({ folder, into, form: null, taken: [], known: [] }, signal)).rejects.toMatchObject(
    {
      code: 'model/exists'
    }
  )
  expect(await readdir(join(into, 'tiny'))).toEqual(['mine'])
})

test('an aborted import leaves nothing behind', async () => {
  const folder = await writeModelFolder(tinyModel())
  const into = join(await temporaryFolder(), 'models')
  const task = { folder, into, form: null, taken: [], known: [] }
  await expect(importModel(task, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  expect(await readdir(into)).toEqual([])
})

test('refuses the same model under another name', async () => {
  const folder = await writeModelFolder(tinyModel())
  const { weightsSha256: sha256 } = await parseSpec(folder)
  expect(await tryImport(folder, null, [], [{ sha256, name: 'other' }])).toMatchObject({
    result: refusal('model/exists', /has the same weights as the installed model other/),
    left: []
  })
  expect(await tryImport(folder, null, [], [{ sha256, name: 'tiny' }])).toMatchObject({ left: ['tiny'] })
})
