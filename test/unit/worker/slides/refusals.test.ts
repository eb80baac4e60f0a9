import { copyFile, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ErrorCode } from '../../../../contract/errors.ts'
import { discover } from '../../../../electron/worker/slides/discover.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import { hasOpenslide, hasShared, plain, sharedData, temporaryFolder, writePatch } from '../fixtures.ts'

/**
 * Opens a path as the program does and expects a failure with one sentence. Returns the sentence.
 */
async function expectRefusal(path: string, code: ErrorCode): Promise<string> {
  const failure = await openSlide(path)
    .then(slide => factsOf(path, slide))
    .then(
      () => undefined,
      error => error
    )
  expect(failure).toMatchObject({ name: 'DuctalError', code })
  expect(failure.message).toMatch(/^[^\n]+\.$/)
  return failure.message
}

it('reports a missing path', async () => {
  const path = join(await temporaryFolder(), 'nothing.svs')
  expect(await expectRefusal(path, 'path/missing')).toContain(path)
  await expect(discover(path)).rejects.toMatchObject({ code: 'path/missing' })
})

it('reports an existing but unreadable path', async () => {
  const folder = await temporaryFolder()
  // Permissions do not stop root, but a link to itself stops everyone.
  const path = join(folder, 'circle.svs')
  await symlink(path, path)
  await expectRefusal(path, 'path/unreadable')
})

it('reports an empty file', async () => {
  const path = join(await temporaryFolder(), 'empty.svs')
  await writeFile(path, '')
  await expectRefusal(path, 'slide/empty')
})

it('reports that a text file is not a slide, whatever its name', async () => {
  const path = join(await temporaryFolder(), 'text.svs')
  await writeFile(path, 'This is a letter, not a slide. '.repeat(40))
  await expectRefusal(path, 'slide/not-a-slide')
})

it.skipIf(!hasOpenslide)('reports a truncated image as broken', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'cut.tif')
  await plain(400, 400, { r: 220, g: 120, b: 160 }).tiff().toFile(path)
  await truncate(path, 60)
  await expectRefusal(path, 'slide/corrupt')
})

it('refuses a folder without patches and slides', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'notes.txt'), 'nothing here')
  await expectRefusal(folder, 'slide/not-a-patch-folder')
  await expect(discover(folder)).rejects.toMatchObject({ code: 'slide/not-a-patch-folder' })
})

it('refuses an image smaller than a patch', async () => {
  const path = join(await temporaryFolder(), 'small.png')
  await plain(49, 200, { r: 220, g: 120, b: 160 }).png().toFile(path)
  expect(await expectRefusal(path, 'slide/too-small')).toContain('49 × 200')
})

it('refuses an image without colour, and finds a black one dark', async () => {
  const folder = await temporaryFolder()
  const grey = join(folder, 'grey.tif')
  await plain(300, 300, { r: 200, g: 200, b: 200 }).toColourspace('b-w').tiff().toFile(grey)
  await expectRefusal(grey, 'slide/not-colour')
  const black = join(folder, 'black.png')
  await plain(300, 300, { r: 4, g: 30, b: 6 }).png().toFile(black)
  const { doubts } = await openSlide(black).then(slide => factsOf(black, slide))
  expect(doubts).toMatchObject([{ code: 'slide/not-brightfield', finding: 'almost all of it is black' }])
})

it('refuses patches with a duplicate position, off the grid or of two patients', async () => {
  const twice = await temporaryFolder()
  await writePatch(twice, { x: 51, y: 1, label: 0 })
  await writePatch(twice, { x: 51, y: 1, label: 1 })
  expect(await expectRefusal(twice, 'slide/bad-patches')).toContain('have the same position')
  const off = await temporaryFolder()
  await writePatch(off, { x: 51, y: 1 })
  await writePatch(off, { x: 130, y: 1 })
  expect(await expectRefusal(off, 'slide/bad-patches')).toContain('grid')
  const mixed = await temporaryFolder()
  await writePatch(mixed, { x: 51, y: 1 })
  await writePatch(mixed, { patient: '901', x: 101, y: 1 })
  expect(await expectRefusal(mixed, 'slide/bad-patches')).toContain('900 and 901')
})

it('refuses patches of another size, far apart, or in folders of the wrong word', async () => {
  const small = await temporaryFolder()
  for (const x of [1, 51]) await writePatch(small, { x, y: 1, width: 32, height: 32 })
  expect(await expectRefusal(small, 'slide/bad-patches')).toContain('none of the 2 images has 50×50 pixels')
  const far = await temporaryFolder()
  for (const x of [1, 5_000_001]) await writePatch(far, { x, y: 1 })
  expect(await expectRefusal(far, 'slide/bad-patches')).toContain('beyond any slide')
  const words = await temporaryFolder()
  await writePatch(words, { x: 1, y: 1, label: 0 })
  await writePatch(words, { x: 51, y: 1, label: 1 })
  await rename(join(words, '0'), join(words, 'IDC'))
  await rename(join(words, '1'), join(words, 'non-IDC'))
  expect(await expectRefusal(words, 'slide/bad-patches')).toContain(
    '2 of 2 patches are in the folder of the other'
  )
})

it('refuses a patch whose name does not follow the layout or contradicts its folder', async () => {
  const folder = await temporaryFolder()
  const patch = await writePatch(folder, { x: 51, y: 1 })
  await copyFile(patch, join(folder, '0', 'picture.png'))
  expect(await expectRefusal(folder, 'slide/bad-patches')).toContain('picture.png')
  const other = await temporaryFolder()
  await writePatch(other, { x: 51, y: 1 })
  await mkdir(join(other, '1'))
  await copyFile(patch, join(other, '1', '900_idx5_x101_y1_class0.png'))
  expect(await expectRefusal(other, 'slide/bad-patches')).toContain('class 0')
})

it.skipIf(!hasShared || !hasOpenslide)('refuses the fluorescence slide and the broken one', async () => {
  const fluorescence = sharedData('wsi', 'pathml_small_vectra.qptiff')
  await expectRefusal(fluorescence, 'slide/not-colour')
  // The name of the file is irrelevant; only its content counts.
  const renamed = join(await temporaryFolder(), 'slide.svs')
  await copyFile(fluorescence, renamed)
  await expectRefusal(renamed, 'slide/not-colour')
  await expectRefusal(sharedData('wsi', 'histolab_broken.svs'), 'slide/not-a-slide')
})
