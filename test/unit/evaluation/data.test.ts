import { mkdir, readdir, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, expect, test, vi } from 'vitest'
import { writeCache } from '../../../evaluation/data/cache.ts'
import { mirrored } from '../../../evaluation/data/decode.ts'
import { loadPatches } from '../../../evaluation/data/load.ts'
import { patchBytes, patientNameOf, pixelsOf, placeOf } from '../../../evaluation/data/patches.ts'
import { temporaryFolder, writePatch } from '../training/folder.ts'

beforeEach(async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
})

test('reads a folder into arrays, and names and skips broken patches', async () => {
  const folder = await temporaryFolder()
  await writePatch(folder, '11', { x: 1, y: 51, class: 1 })
  await writePatch(folder, '11', { x: 51, y: 1, class: 0 })
  await writePatch(folder, '9', { x: 1, y: 1, class: 0 })
  const broken = await writePatch(folder, '9', { x: 101, y: 1, class: 1 })
  await writeFile(broken, 'no image')
  await writeFile(join(folder, 'notes.txt'), 'not a patch')
  const set = await loadPatches(folder)
  expect(set.count).toBe(3)
  expect(set.pixels.length).toBe(3 * patchBytes)
  expect(set.files).toEqual([
    '11/0/11_idx5_x51_y1_class0.png',
    '11/1/11_idx5_x1_y51_class1.png',
    '9/0/9_idx5_x1_y1_class0.png'
  ])
  expect([...set.classes]).toEqual([0, 1, 0])
  expect([0, 1, 2].map(i => patientNameOf(set, i))).toEqual(['11', '11', '9'])
  expect(set.broken).toEqual([
    { file: '9/1/9_idx5_x101_y1_class1.png', patient: '9', reason: expect.stringMatching(/\w/) }
  ])
})

test('the cache returns the same data, and a changed folder is read again', async () => {
  const folder = await temporaryFolder()
  await writePatch(folder, '9', { x: 1, y: 1, class: 0 })
  const first = await loadPatches(folder)
  const second = await loadPatches(folder)
  expect(second).toEqual({ ...first, pixels: expect.anything() })
  expect(Buffer.compare(Buffer.from(second.pixels), Buffer.from(first.pixels))).toBe(0)
  await writePatch(folder, '9', { x: 51, y: 1, class: 1 })
  expect((await loadPatches(folder)).count).toBe(2)
})

test('works without a cache when the cache cannot be written', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'in the way')
  await writeFile(file, '')
  vi.stubEnv('DUCTAL_CACHE', file)
  await writePatch(folder, '9', { x: 1, y: 1, class: 0 })
  expect(await loadPatches(folder)).toMatchObject({ count: 1, broken: [] })
})

test('keeps the most recently used folders in the cache', async () => {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()]
  await writePatch(folder, '9', { x: 1, y: 1, class: 0 })
  const set = await loadPatches(folder)
  for (const [minute, name] of ['old.bin', 'used.bin'].entries()) {
    await writeCache(join(cache, name), set)
    await utimes(join(cache, name), minute * 60, minute * 60)
  }
  await writeCache(join(cache, 'new.bin'), set, 2.5 * patchBytes)
  expect((await readdir(cache)).sort()).toEqual(['new.bin', 'used.bin'])
  await writeCache(join(cache, 'large.bin'), set, 1)
  expect(await readdir(cache)).toEqual(['large.bin'])
})

test('follows links, reads no folder twice and skips files left by other systems', async () => {
  const [real, folder] = [await temporaryFolder(), await temporaryFolder()]
  const patch = await writePatch(real, '9', { x: 1, y: 1, class: 0 })
  await rename(patch, patch.replace('.png', '.PNG'))
  await writeFile(join(real, '9', '0', '._9_idx5_x1_y1_class0.png'), 'of macOS')
  await mkdir(join(real, '9', '1'))
  await symlink(join(real, '9'), join(folder, '9'))
  await symlink(folder, join(folder, 'round'))
  await symlink(join(real, 'gone'), join(folder, '9_idx5_x51_y1_class0.png'))
  const set = await loadPatches(folder)
  expect(set.files).toEqual(['9/0/9_idx5_x1_y1_class0.PNG'])
  expect(placeOf(set, 0)).toEqual({ column: 0, row: 0 })
  expect(set.broken.map(({ file }) => file)).toEqual(['9_idx5_x51_y1_class0.png'])
})

test('reads transparent pixels as white, as the viewer shows them', async () => {
  const folder = await temporaryFolder()
  const path = await writePatch(folder, '9', { x: 1, y: 1, class: 0 })
  await sharp({ create: { width: 50, height: 50, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
    .png()
    .toFile(path)
  expect([...pixelsOf(await loadPatches(folder), 0).subarray(0, 3)]).toEqual([255, 255, 255])
})

test('pads a patch at the edge by reflection and counts it', async () => {
  const folder = await temporaryFolder()
  await writePatch(folder, '9', { x: 1, y: 1, class: 0 }, { width: 12, height: 50 })
  const set = await loadPatches(folder)
  expect([...set.padded]).toEqual([1])
  const pixels = pixelsOf(set, 0)
  const at = (x: number, y: number) => [...pixels.subarray((y * 50 + x) * 3, (y * 50 + x) * 3 + 3)]
  expect(at(12, 7)).toEqual(at(10, 7))
  expect(at(22, 7)).toEqual(at(0, 7))
  expect(at(23, 7)).toEqual(at(1, 7))
})

test('reflects back and forth as often as needed', () => {
  expect([0, 1, 2, 3, 4, 5].map(place => mirrored(place, 3))).toEqual([0, 1, 2, 1, 0, 1])
  expect(mirrored(49, 1)).toBe(0)
})

test('refuses a folder without patches and a missing folder', async () => {
  const folder = await temporaryFolder()
  await expect(loadPatches(folder)).rejects.toMatchObject({ code: 'training/no-patches' })
  await expect(loadPatches(join(folder, 'none'))).rejects.toMatchObject({ code: 'path/missing' })
  await writeFile(await writePatch(folder, '9', { x: 1, y: 1, class: 0 }), '')
  await expect(loadPatches(folder)).rejects.toMatchObject({ code: 'training/no-patches' })
})
