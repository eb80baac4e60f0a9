import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRegions } from '../../../electron/worker/interchange/read.ts'
import { inspectModel } from '../../../electron/worker/models/import-model.ts'
import { modelDetails } from '../../../electron/worker/models/model-details.ts'
import { readModels } from '../../../electron/worker/models/models.ts'
import { readModelFile, verifyFiles } from '../../../engine/model-folder/files.ts'
import { readGolden } from '../../../engine/selftest/golden.ts'
import { decodePicture } from '../../../evaluation/data/decode.ts'
import { findPatches } from '../../../evaluation/data/layout.ts'
import { openRegular, piecesOf, readRegular } from '../../../files/regular.ts'
import { hasPipes, irregularPaths, makePipe } from '../../support/irregular.ts'
import { temporaryFolder } from '../../support/library.ts'

test('reads a file whole and piece by piece', async () => {
  const path = join(temporaryFolder(), 'a.bin')
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))
  writeFileSync(path, bytes)
  expect(await readRegular(path, 100_000)).toEqual(bytes)
  const pieces: Buffer[] = []
  for await (const piece of piecesOf(path)) pieces.push(piece)
  expect(Buffer.concat(pieces)).toEqual(bytes)
})

test('refuses a file that is larger than one of its kind', async () => {
  const path = join(temporaryFolder(), 'a.json')
  writeFileSync(path, '')
  truncateSync(path, 2 ** 40)
  await expect(readRegular(path, 2 ** 20)).rejects.toMatchObject({
    code: 'path/too-large',
    message: expect.stringMatching(/^a\.json has 1048576 MB, [^\n]+\.$/)
  })
})

describe.skipIf(!hasPipes)('everything that reads files refuses what is none', () => {
  test('the room itself', async () => {
    for (const [kind, path] of Object.entries(await irregularPaths()))
      for (const read of [
        openRegular,
        (at: string) => readRegular(at, 2 ** 40),
        (at: string) => piecesOf(at).next()
      ])
        await expect(read(path), kind).rejects.toMatchObject({ code: 'path/irregular' })
    await expect(openRegular(temporaryFolder())).rejects.toMatchObject({ code: 'path/irregular' })
  })

  test('imports of regions', async () => {
    const slide = { name: 'a', fingerprint: 'sha256:0', width: 10, height: 10 }
    for (const [kind, path] of Object.entries(await irregularPaths()))
      await expect(
        readRegions(path, slide as Parameters<typeof readRegions>[1], new AbortController().signal),
        kind
      ).rejects.toMatchObject({ code: 'path/irregular' })
  })

  test('folders of models, whichever of their files is a pipe', async () => {
    const folder = temporaryFolder()
    for (const name of ['spec.json', 'card.md']) {
      mkdirSync(join(folder, name.slice(0, 4)))
      makePipe(join(folder, name.slice(0, 4), name))
    }
    const models = await readModels(folder)
    expect(models.map(({ failure }) => failure?.code)).toEqual(['model/invalid', 'model/invalid'])
    await expect(modelDetails(join(folder, 'spec'))).rejects.toMatchObject({ code: 'model/invalid' })
    writeFileSync(join(folder, 'spec', 'model.json'), '{}')
    await expect(inspectModel(join(folder, 'spec'))).rejects.toMatchObject({ code: 'model/invalid' })
    makePipe(join(folder, 'card', 'model.json'))
    await expect(readModelFile(join(folder, 'card'), 'model.json')).rejects.toMatchObject({
      code: 'model/invalid',
      message: expect.stringContaining('is a pipe')
    })
    const files = [{ name: 'model.json', sha256: '', bytes: 0 }]
    await expect(verifyFiles(join(folder, 'card'), { files, weightsSha256: '' })).rejects.toMatchObject({
      code: 'model/invalid'
    })
  })

  test('golden files and patches of an evaluation', async () => {
    const folder = temporaryFolder()
    await expect(readGolden(makePipe(join(folder, 'a.json')))).rejects.toMatchObject({
      code: 'engine/failed'
    })
    const patch = makePipe(join(folder, '1_idx5_x1_y1_class0.png'))
    expect((await findPatches(folder)).files).toHaveLength(1)
    await expect(decodePicture(patch)).rejects.toThrow('is a pipe')
  })

  test('folders that lie too deep within each other', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, ...Array.from({ length: 40 }, () => 'a')), { recursive: true })
    await expect(findPatches(folder)).rejects.toMatchObject({ code: 'path/too-large' })
  })
})
