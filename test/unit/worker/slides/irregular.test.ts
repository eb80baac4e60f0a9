import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { discover } from '../../../../electron/worker/slides/discover.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import { hasPipes, irregularPaths, makePipe } from '../../../support/irregular.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { writePatchFolder, writeSlide } from '../../../support/slides.ts'

const sentence = expect.stringMatching(/^[^\n]+\.$/)

describe.skipIf(!hasPipes)('only regular files are opened', () => {
  test('a pipe, a socket, a device and a file of the kernel are refused at once', async () => {
    for (const [kind, path] of Object.entries(await irregularPaths())) {
      const refusal = { code: 'path/irregular', message: sentence }
      await expect(openSlide(path), kind).rejects.toMatchObject(refusal)
      await expect(discover(path), kind).rejects.toMatchObject(refusal)
    }
  })

  test('a folder of the kernel is no folder of slides', async () => {
    await expect(discover('/dev')).rejects.toMatchObject({ code: 'path/irregular', message: sentence })
  })

  test('a file whose name is not UTF-8 is found in its folder, and refused with the reason', async () => {
    const folder = temporaryFolder()
    const name = Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff, 0xfe]), Buffer.from('.tif')])
    try {
      writeFileSync(name, 'x')
    } catch {
      // The file system takes UTF-8 only.
      return
    }
    const { slides } = await discover(folder)
    expect(slides).toEqual([join(folder, 'a\uFFFD\uFFFD.tif')])
    await expect(openSlide(slides[0]!)).rejects.toMatchObject({
      code: 'path/unreadable',
      message: expect.stringMatching(/^[^\n]+not UTF-8[^\n]+\.$/)
    })
  })

  test('a name with a line break is opened like any other', async () => {
    const path = await writeSlide(join(temporaryFolder(), 'a\nb.tif'), 300, 300, 1)
    expect((await discover(path)).slides).toEqual([path])
    const slide = await openSlide(path)
    expect((await factsOf(path, slide)).width).toBe(300)
    slide.close()
  })

  test('a link says where it leads', async () => {
    const folder = temporaryFolder()
    symlinkSync(join(folder, 'gone.tif'), join(folder, 'dangling.tif'))
    await expect(openSlide(join(folder, 'dangling.tif'))).rejects.toMatchObject({
      code: 'path/missing',
      message: expect.stringContaining('gone.tif')
    })
    symlinkSync(join(folder, 'b.tif'), join(folder, 'a.tif'))
    symlinkSync(join(folder, 'a.tif'), join(folder, 'b.tif'))
    await expect(openSlide(join(folder, 'a.tif'))).rejects.toMatchObject({
      code: 'path/unreadable',
      message: expect.stringContaining('back to itself')
    })
  })

  test('a folder that is named like a slide is a folder', async () => {
    const folder = join(temporaryFolder(), 'slide.svs')
    mkdirSync(folder)
    await expect(openSlide(folder)).rejects.toMatchObject({ code: 'slide/not-a-patch-folder' })
  })

  test('a patch that is a pipe or leads to a device refuses the folder', async () => {
    for (const make of [makePipe, (path: string) => symlinkSync('/dev/zero', path)]) {
      const patient = await writePatchFolder(temporaryFolder(), 3, 3)
      make(join(patient, '0', '10001_idx5_x501_y501_class0.png'))
      const refusal = { code: 'path/irregular', message: sentence }
      await expect(openSlide(patient)).rejects.toMatchObject(refusal)
    }
  })

  test('a patch that is a link to nowhere refuses the folder', async () => {
    const patient = await writePatchFolder(temporaryFolder(), 3, 3)
    const patch = join(patient, '0', '10001_idx5_x501_y501_class0.png')
    symlinkSync(join(patient, 'gone.png'), patch)
    const facts = async () => factsOf(patient, await openSlide(patient))
    await expect(facts()).rejects.toMatchObject({
      code: 'path/missing',
      message: expect.stringContaining('gone.png')
    })
  })

  test('a patch that becomes a pipe after opening has changed', async () => {
    const patient = await writePatchFolder(temporaryFolder(), 1, 1)
    const slide = await openSlide(patient)
    const { rmSync } = await import('node:fs')
    const patch = join(patient, '1', '10001_idx5_x1_y1_class1.png')
    rmSync(patch)
    makePipe(patch)
    await expect(slide.patch!(1, 1)).rejects.toMatchObject({ code: 'slide/changed', message: sentence })
  })

  test('a pipe next to a slide does not keep it from opening', async () => {
    const folder = temporaryFolder()
    const path = await writeSlide(join(folder, 'a.tif'), 300, 300, 1)
    makePipe(`${path}.truth.json`)
    makePipe(join(folder, 'b.dcm'))
    const slide = await openSlide(path)
    expect(await factsOf(path, slide)).toMatchObject({ width: 300, synthetic: false })
  })

  test('parts that OpenSlide would open are looked at first', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'slide.mrxs'), 'index')
    mkdirSync(join(folder, 'slide'))
    writeFileSync(join(folder, 'slide', 'Slidedat.ini'), '[GENERAL]')
    makePipe(join(folder, 'slide', 'Data0000.dat'))
    makePipe(join(folder, 'x.jpg'))
    const index = '[Virtual Microscope Specimen]\nNoLayers=1\nImageFile=x.jpg\n'
    writeFileSync(join(folder, 'x.vms'), index)
    for (const name of ['slide.mrxs', 'x.vms'])
      await expect(openSlide(join(folder, name)), name).rejects.toMatchObject({
        code: 'path/irregular',
        message: sentence
      })
  })
})
