import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { associatedImage } from '../../../../electron/worker/slides/associated.ts'
import { openSlide } from '../../../../electron/worker/slides/open.ts'
import { provideOpenslide } from '../../../../scripts/provide/openslide.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { writeSlide } from '../../../support/slides.ts'
import { sharedData } from '../../../support/terminal.ts'

async function opened(path: string) {
  const slide = await openSlide(path)
  onTestFinished(() => slide.close())
  return slide
}

test('returns label and macro images on request', async ({ skip }) => {
  const path = join(sharedData, 'wsi', 'CMU-1-Small-Region.svs')
  if (!existsSync(path)) skip('the slides are not here')
  if (!(await provideOpenslide())) skip('OpenSlide is not available')
  const slide = await opened(path)
  const images = slide.associated?.list() ?? []
  expect(images.map(({ name }) => name).sort()).toEqual(['label', 'macro', 'thumbnail'])
  for (const [index, { width, height }] of images.entries()) {
    const scale = Math.min(1, 2048 / Math.max(width, height))
    expect(await sharp(await associatedImage(slide, path, index)).metadata()).toMatchObject({
      format: 'jpeg',
      width: Math.round(width * scale),
      height: Math.round(height * scale)
    })
  }
  await expect(associatedImage(slide, path, images.length)).rejects.toMatchObject({ code: 'path/missing' })
})

test('a slide without such images has none', async ({ skip }) => {
  if (!(await provideOpenslide())) skip('OpenSlide is not available')
  const path = await writeSlide(join(temporaryFolder(), 'slide.tiff'), 900, 700, 1)
  const slide = await opened(path)
  expect(slide.associated?.list() ?? []).toEqual([])
  await expect(associatedImage(slide, path, 0)).rejects.toMatchObject({ code: 'path/missing' })
})
