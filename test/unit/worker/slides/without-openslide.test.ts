import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { openSlide } from '../../../../electron/worker/slides/open.ts'
import { openslide } from '../../../../electron/worker/slides/readers/binding.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { sharedData } from '../../../support/terminal.ts'
import { field, type TiffPage, writeTiff } from '../../../support/tiff.ts'

const page: TiffPage = { width: 256, height: 192, pixels: field(256, 192), tile: 128 }

describe('without OpenSlide', () => {
  beforeAll(() => {
    // The library is looked for once per process, at the first use.
    vi.stubEnv('XDG_CACHE_HOME', '/nowhere')
    vi.stubEnv('DUCTAL_OPENSLIDE', '')
    vi.stubEnv('DUCTAL_RESOURCES', '')
    openslide()
    vi.unstubAllEnvs()
  })

  const hidden = () => 'reason' in openslide()

  test('refuses a scanner’s TIFF instead of reading it as a plain image', async ({ skip }) => {
    if (!hidden()) skip('OpenSlide is installed for the whole system')
    const folder = temporaryFolder()
    for (const description of ['Aperio Image Library v11.2.1 |MPP = 0.4990', '<scn xmlns="…"/>']) {
      const path = await writeTiff(join(folder, 'slide.tif'), [{ ...page, description }])
      await expect(openSlide(path)).rejects.toMatchObject({
        code: 'slide/needs-openslide',
        message: expect.stringContaining('ductal doctor')
      })
    }
  })

  test('refuses a real SVS, whatever its name', async ({ skip }) => {
    const real = join(sharedData, 'wsi', 'CMU-1-Small-Region.svs')
    if (!hidden() || !existsSync(real)) skip('OpenSlide or no slide is here')
    const path = join(temporaryFolder(), 'picture.tif')
    copyFileSync(real, path)
    await expect(openSlide(path)).rejects.toMatchObject({ code: 'slide/needs-openslide' })
  })

  test('still reads TIFF and plain images, and names reader and version', async () => {
    const folder = temporaryFolder()
    const tiff = await openSlide(await writeTiff(join(folder, 'slide.tif'), [page]))
    expect(tiff.description.reader).toEqual({ name: 'tiff', version: sharp.versions.vips })
    tiff.close()
    const png = join(folder, 'slide.png')
    await sharp(page.pixels, { raw: { width: 256, height: 192, channels: 3 } })
      .png()
      .toFile(png)
    const image = await openSlide(png)
    expect(image.description.reader.name).toBe('image')
    image.close()
  })
})
