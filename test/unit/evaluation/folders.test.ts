import { copyFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { findingsOf, sentencesOf } from '../../../evaluation/data/findings.ts'
import { findPatches } from '../../../evaluation/data/layout.ts'
import { loadPatches } from '../../../evaluation/data/load.ts'
import type { PatchSet } from '../../../evaluation/data/patches.ts'
import { judge } from '../../../evaluation/evaluate.ts'
import { temporaryFolder, writePatch } from '../training/folder.ts'

beforeEach(async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
})

const all = (set: PatchSet) => Uint32Array.from({ length: set.count }, (_, index) => index)
const said = async (folder: string) => {
  const set = await loadPatches(folder)
  return sentencesOf(findingsOf(set, all(set))).join('\n')
}

async function twoPatients(): Promise<string> {
  const folder = await temporaryFolder()
  for (const patient of ['7', '8'])
    for (const kind of [0, 1] as const)
      await writePatch(folder, patient, { x: 1 + 50 * kind, y: 1, class: kind })
  return folder
}

describe('a folder that contradicts itself is refused, with counts and an example:', () => {
  test('a file in the folder of the other class', async () => {
    const folder = await twoPatients()
    await rename(
      join(folder, '7', '1', '7_idx5_x51_y1_class1.png'),
      join(folder, '7', '0', '7_idx5_x51_y1_class1.png')
    )
    await expect(loadPatches(folder)).rejects.toMatchObject({
      code: 'training/bad-patches',
      message: expect.stringContaining(
        '1 of 4 patches is in the folder of the other class, such as 7/0/7_idx5_x51_y1_class1.png'
      )
    })
  })
  test('the same with folders named by words, but not a data set named like a class', async () => {
    const folder = await twoPatients()
    await rename(join(folder, '7'), join(folder, 'sorted'))
    await rename(join(folder, 'sorted', '0'), join(folder, 'sorted', 'IDC'))
    await rename(join(folder, 'sorted', '1'), join(folder, 'sorted', 'non-IDC'))
    await expect(loadPatches(folder)).rejects.toMatchObject({
      message: expect.stringContaining('2 of 4 patches are in the folder of the other class')
    })
    const whole = await temporaryFolder()
    await mkdir(join(whole, 'idc'))
    const patch = await writePatch(whole, '9', { x: 1, y: 1, class: 0 })
    await rename(patch, join(whole, 'idc', '9_idx5_x1_y1_class0.png'))
    expect((await loadPatches(whole)).count).toBe(1)
  })
  test('a file of one patient in the folder of another', async () => {
    const folder = await twoPatients()
    await rename(
      join(folder, '8', '0', '8_idx5_x1_y1_class0.png'),
      join(folder, '7', '0', '8_idx5_x1_y1_class0.png')
    )
    await expect(loadPatches(folder)).rejects.toMatchObject({
      code: 'training/bad-patches',
      message: expect.stringContaining('1 of 4 patches is in the folder of another patient')
    })
  })
  test('a position with both labels, or with two files', async () => {
    const folder = await twoPatients()
    await writePatch(folder, '7', { x: 51, y: 1, class: 0 })
    await expect(loadPatches(folder)).rejects.toMatchObject({
      code: 'training/bad-patches',
      message: expect.stringContaining('1 position has two patches, 1 of them with both labels')
    })
    const twice = await twoPatients()
    await mkdir(join(twice, 'again'))
    const name = '7_idx5_x1_y1_class0.png'
    await copyFile(join(twice, '7', '0', name), join(twice, 'again', name))
    await expect(loadPatches(twice)).rejects.toMatchObject({
      message: expect.stringContaining(`7/0/${name} and again/${name} have the same position`)
    })
  })
})

describe('images that are not patches are refused:', () => {
  const resized = async (width: number, height: number, from = '.png') => {
    const folder = await temporaryFolder()
    for (const place of [0, 1, 2]) {
      const path = await writePatch(folder, '7', { x: 1 + 50 * place, y: 1, class: 0 }, { width, height })
      await rename(path, path.replace('.png', from))
    }
    return folder
  }
  test('all smaller than a patch', async () => {
    await expect(loadPatches(await resized(25, 25))).rejects.toMatchObject({
      code: 'training/bad-patches',
      message: expect.stringContaining('none of the 3 images has 50×50 pixels, but 25×25')
    })
  })
  test('all larger than a patch', async () => {
    await expect(loadPatches(await resized(96, 96))).rejects.toMatchObject({
      code: 'training/bad-patches',
      message: expect.stringContaining('but 96×96')
    })
  })
  test('images in folders named by class, whose names state nothing', async () => {
    const folder = await temporaryFolder()
    for (const [kind, count] of [
      ['IDC', 3],
      ['benign', 2]
    ] as const) {
      await mkdir(join(folder, kind))
      for (let number = 0; number < count; number++) await writeFile(join(folder, kind, `${number}.jpg`), '')
    }
    await expect(loadPatches(folder)).rejects.toMatchObject({
      code: 'training/no-patches',
      message: expect.stringMatching(
        /has 5 images in folders by class \(IDC: 3, benign: 2\).*state no patient/
      )
    })
  })
})

test('small patches at the end of a slide are patches', async () => {
  const folder = await temporaryFolder()
  await writePatch(folder, '7', { x: 1, y: 101, class: 0 }, { width: 50, height: 20 })
  await writePatch(folder, '7', { x: 51, y: 101, class: 0 }, { width: 30, height: 20 })
  expect(await said(folder)).toContain('2 patches are smaller than 50×50')
})

test('reports identical patches of two patients and of two classes', async () => {
  const folder = await twoPatients()
  const patch = await readFile(join(folder, '7', '0', '7_idx5_x1_y1_class0.png'))
  await writeFile(await writePatch(folder, '8', { x: 1, y: 51, class: 0 }), patch)
  const sentences = await said(folder)
  expect(sentences).toContain('2 patches are identical to a patch of another patient, such as 7/0/')
  expect(sentences).not.toContain('other class')
  await writeFile(await writePatch(folder, '7', { x: 1, y: 101, class: 1 }), patch)
  expect(await said(folder)).toContain('3 patches are identical to a patch of the other class')
})

test('reports JPEG patches by their content, other names, other folders and overlaps', async () => {
  const folder = await twoPatients()
  const jpeg = await sharp(await readFile(join(folder, '7', '0', '7_idx5_x1_y1_class0.png')))
    .jpeg()
    .toBuffer()
  await writeFile(join(folder, '7', '0', '7_idx5_x1_y51_class0.jpg'), jpeg)
  await writeFile(join(folder, '7', '0', '7_idx5_x1_y101_class0.png'), jpeg)
  await writeFile(join(folder, '7', '0', 'overview.png'), jpeg)
  await rename(join(folder, '8'), join(folder, 'of-monday'))
  await writePatch(folder, '7', { x: 26, y: 151, class: 0 })
  const sentences = await said(folder)
  expect(sentences).toContain('2 patches are stored as JPEG')
  expect(sentences).toContain('1 image is not named')
  expect(sentences).toContain(
    '2 patches are in a folder with a name other than the patient’s, such as of-monday/'
  )
  expect(sentences).toContain('1 patch is off the 50-pixel grid')
})

test('says nothing about a folder as published', async () => {
  expect(await said(await twoPatients())).toBe('')
})

test('a failure is not cached: the file is tried again, even with the same size and time', async () => {
  const folder = await twoPatients()
  const path = join(folder, '7', '1', '7_idx5_x51_y1_class1.png')
  const whole = await readFile(path)
  const { atime, mtime } = await stat(path)
  await writeFile(path, Buffer.alloc(whole.length))
  await utimes(path, atime, mtime)
  expect((await loadPatches(folder)).broken).toHaveLength(1)
  expect((await loadPatches(folder)).broken).toHaveLength(1)
  await writeFile(path, whole)
  await utimes(path, atime, mtime)
  expect(await loadPatches(folder)).toMatchObject({ count: 4, broken: [] })
})

test('tries a file behind a link again', async () => {
  const folder = await twoPatients()
  const path = join(folder, '7', '1', '7_idx5_x51_y1_class1.png')
  const whole = await readFile(path)
  await rm(path)
  await writeFile(path, '')
  const before = await loadPatches(folder)
  expect(before.broken.map(({ reason }) => reason)).toEqual(['it is empty'])
  await writeFile(path, whole)
  expect((await loadPatches(folder)).broken).toEqual([])
})

test('counts padded and broken patches of the patients that were evaluated', async () => {
  const folder = await twoPatients()
  await writePatch(folder, '7', { x: 101, y: 1, class: 0 }, { width: 20, height: 50 })
  await writeFile(await writePatch(folder, '7', { x: 1, y: 51, class: 0 }), '')
  const set = await loadPatches(folder)
  const of = (patient: string) => {
    const own = all(set).filter(index => set.patients[set.patientOf[index] as number] === patient)
    const figures = judge(
      { model: 'm', version: '1', engine: 'cpu', threshold: 0.5 },
      set,
      own,
      new Float32Array(own.length)
    )
    return [figures.padded, figures.broken.length]
  }
  expect([of('7'), of('8')]).toEqual([
    [1, 1],
    [0, 0]
  ])
})

test('refuses more patches than memory holds, and suggests some of the patients', async () => {
  const folder = await twoPatients()
  await expect(findPatches(folder, [], 3)).rejects.toMatchObject({
    code: 'training/too-many-patches',
    message: expect.stringContaining('has more than 3 patches')
  })
  expect((await findPatches(folder, ['7'], 3)).files).toHaveLength(2)
})

test('loads only the wanted patients, and refuses an unknown one', async () => {
  const folder = await twoPatients()
  expect(await loadPatches(folder, { patients: ['8'] })).toMatchObject({ count: 2, patients: ['8'] })
  await expect(loadPatches(folder, { patients: ['9'] })).rejects.toMatchObject({
    code: 'usage',
    message: 'The folder has no patient 9. Its patients are 7, 8.'
  })
  expect((await findPatches(folder, ['8'])).patients).toEqual(['7', '8'])
})
