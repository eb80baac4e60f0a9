import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ErrorCode } from '../../../../contract/errors.ts'
import { tissueScores } from '../../../../electron/worker/patches/tissue.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'

const folder = join(resolve(process.env.DUCTAL_SHARED_DATA ?? '../shared/data'), '..', 'cases', 'slides')
if (!existsSync(folder)) console.warn(`skipping the tests with unusual slides: there is no ${folder}`)

async function opened(name: string) {
  const path = join(folder, name)
  const slide = await openSlide(path)
  onTestFinished(() => slide.close())
  const facts = await factsOf(path, slide)
  const { width, height } = facts
  const pixels = await slide.region({ x: 0, y: 0, width, height }, 128, 96)
  const { scores } = await tissueScores(slide, facts.mpp ?? 1, 100)
  return { facts, pixels, stained: scores.filter(score => score > 30).length }
}

describe.skipIf(!existsSync(folder))('unusual slides', () => {
  test.each([
    'macro-as-level.tif',
    'upper-levels-empty.tif',
    'fourth-sample-120.tif',
    'icc-strips.tif',
    'icc-tiled.tif',
    'strips-unit-none-300.tif',
    'tiled-nonsquare.tif',
    'compressed-webp.tif'
  ])('%s shows what the control shows', async name => {
    const [control, slide] = [await opened('good.tif'), await opened(name)]
    expect(slide.stained).toBe(control.stained)
    let sum = 0
    for (let i = 0; i < control.pixels.length; i++) sum += Math.abs(control.pixels[i]! - slide.pixels[i]!)
    expect(sum / control.pixels.length).toBeLessThan(0.5)
  })

  test('the same picture is turned alike in tiles and strips', async () => {
    const [tiled, strips] = [await opened('orientation3-tiled.tif'), await opened('orientation3-strips.tif')]
    let sum = 0
    for (let i = 0; i < tiled.pixels.length; i++) sum += Math.abs(tiled.pixels[i]! - strips.pixels[i]!)
    expect(sum / tiled.pixels.length).toBeLessThan(0.5)
  })

  test('a dark frame is no tissue, and black around the scan no reason to refuse', async () => {
    const { stained } = await opened('good.tif')
    expect((await opened('dark-frame.tif')).stained).toBe(stained)
    expect(Math.abs((await opened('black-95-percent.tif')).stained - stained)).toBeLessThan(10)
  })

  test('the slide is opened, not the thumbnail before it', async () => {
    expect((await opened('thumbnail-first-strips.tif')).facts).toMatchObject({ width: 1024, height: 768 })
  })

  test.each(['strips-unit-none-300.tif', 'tiled-nonsquare.tif'])(
    'the user has to enter the scale of %s',
    async name => {
      expect((await opened(name)).facts.mpp).toBeNull()
    }
  )

  test.each<[string, ErrorCode]>([
    ['grey.png', 'slide/not-colour'],
    ['lonely.mrxs', 'slide/incomplete'],
    ['unsupported_compression.tiff', 'slide/unsupported']
  ])('%s is refused as %s', async (name, code) => {
    await expect(opened(name)).rejects.toMatchObject({ code })
  })
})
