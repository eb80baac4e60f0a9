import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { discover } from '../../../../electron/worker/slides/discover.ts'
import { openSlide } from '../../../../electron/worker/slides/open.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { writeSlide } from '../../../support/slides.ts'

function mirax(folder: string): void {
  writeFileSync(join(folder, 'slide.mrxs'), 'index')
  mkdirSync(join(folder, 'slide'))
  writeFileSync(join(folder, 'slide', 'Slidedat.ini'), '[GENERAL]')
  writeFileSync(join(folder, 'slide', 'Data0000.dat'), 'data')
}

test('a folder gives each slide once, without the files that belong to one', async () => {
  const folder = temporaryFolder()
  mirax(folder)
  writeFileSync(join(folder, 'lonely.mrxs'), 'index')
  writeFileSync(join(folder, 'x.vms'), '[Virtual Microscope Specimen]')
  for (const part of ['x(0,1).jpg', 'x_map2.jpg', 'x_macro.jpg']) writeFileSync(join(folder, part), 'part')
  await writeSlide(join(folder, 'a.tif'), 200, 200, 1)
  const { slides } = await discover(folder)
  expect(slides).toEqual(['a.tif', 'lonely.mrxs', 'slide.mrxs', 'x.vms'].map(name => join(folder, name)))
})

test('the folder of an MRXS slide says which file to open', async () => {
  const folder = temporaryFolder()
  mirax(folder)
  await expect(discover(join(folder, 'slide'))).rejects.toMatchObject({
    code: 'slide/incomplete',
    message: expect.stringContaining(join(folder, 'slide.mrxs'))
  })
})

test.skipIf(process.platform === 'win32')('ignores a pipe that is named like a slide', async () => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'pipe.tif'), join(folder, 'pipe.dcm')])
  symlinkSync(join(folder, 'pipe.dcm'), join(folder, 'link.dcm'))
  await writeSlide(join(folder, 'a.tif'), 200, 200, 1)
  expect((await discover(folder)).slides).toEqual([join(folder, 'a.tif')])
})

test('formats that no reader opens are refused by name', async () => {
  const folder = temporaryFolder()
  const unsupported = (text: string) => ({
    code: 'slide/unsupported',
    message: expect.stringContaining(text)
  })
  for (const [name, file] of [
    ['a.zarr', 'zarr.json'],
    ['b.zarr', '.zattrs']
  ] as const) {
    mkdirSync(join(folder, name, '0'), { recursive: true })
    writeFileSync(join(folder, name, file), '{}')
    await expect(discover(join(folder, name))).rejects.toMatchObject(unsupported('OME-Zarr'))
    await expect(openSlide(join(folder, name))).rejects.toMatchObject(unsupported('OME-Zarr'))
  }
  await expect(discover(folder)).rejects.toMatchObject(unsupported('OME-Zarr'))
  writeFileSync(join(folder, 'a.isyntax'), '<DataObject ObjectType="DPUfsImport">')
  await expect(openSlide(join(folder, 'a.isyntax'))).rejects.toMatchObject(unsupported('iSyntax'))
})
