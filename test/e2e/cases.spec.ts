import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, realData, test } from './fixture.ts'
import { leaveRefusal, openPath, readLibrary, runState, slideEntry, startAnalysis, texts } from './steps.ts'

/**
 * Slides with an unusual property, opened and analysed on the screen. The README of
 * ../shared/cases says what is right for each.
 */
const at = (name: string) => realData('..', 'cases', 'slides', name)

/** Probabilities of the newest analysis, in ascending order. */
function probabilities(data: string): number[] {
  return readLibrary(
    data,
    db =>
      db
        .prepare(
          'SELECT probability FROM predictions WHERE run_id = (SELECT max(id) FROM runs) ORDER BY probability'
        )
        .pluck()
        .all() as number[]
  )
}

async function analyse(page: Page, name: string): Promise<void> {
  const entry = slideEntry(page, name)
  await expect(entry).toBeVisible()
  await entry.click()
  // The analysis of the slide before is gone.
  await expect(page.getByRole('region', { name: /^Analysis \d+$/ })).toBeHidden()
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })
}

test('slides of other structure have the results of the control', async ({ program }) => {
  test.slow()
  const page = await program.start()
  await openPath(program, at('good.tif'))
  await analyse(page, 'good.tif')
  const expected = probabilities(program.data)
  expect(expected).toHaveLength(20)
  for (const [name, shown = name] of [
    ['macro-as-level.tif'],
    ['upper-levels-empty.tif'],
    ['orientation3-tiled.tif'],
    ['orientation3-strips.tif'],
    ['icc-strips.tif'],
    ['dicom-rgb-jpeg-plain', 's.dcm'],
    ['fourth-sample-120.tif'],
    ['icc-tiled.tif'],
    ['compressed-webp.tif'],
    ['dicom-series', '1-level0.dcm']
  ] as const) {
    await openPath(program, at(name))
    await analyse(page, shown)
    const found = probabilities(program.data)
    expect(found, name).toHaveLength(20)
    // The turned slide has its patches on another grid.
    if (name.startsWith('orientation3')) continue
    const most = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))
    expect(most, name).toBeLessThanOrEqual(0.01)
  }
})

test('black around the scan and a dark frame are neither tissue nor a reason to refuse', async ({
  program
}) => {
  const page = await program.start()
  for (const name of ['black-95-percent.tif', 'dark-frame.tif']) {
    await openPath(program, at(name))
    await analyse(page, name)
    // The frame shifts the grid of patches, so that their number may differ by those at the edge.
    const { length } = probabilities(program.data)
    expect(length, name).toBeGreaterThanOrEqual(15)
    expect(length, name).toBeLessThanOrEqual(25)
  }
})

test('what is no slide in colour, not complete or too coarse is refused with its code', async ({
  program
}) => {
  const page = await program.start()
  for (const [name, code] of [
    ['grey.png', 'slide/not-colour'],
    ['lonely.mrxs', 'slide/incomplete'],
    ['unsupported_compression.tiff', 'slide/unsupported'],
    ['camelyon_multiframe_jpeg.dcm', 'slide/too-coarse']
  ] as const) {
    await openPath(program, at(name))
    await expect(page.getByRole('alert').filter({ hasText: texts.problems.code(code) }), name).toBeVisible()
    await leaveRefusal(page)
  }
  expect(existsSync(join(program.data, 'library.sqlite'))).toBe(true)
  await expect(page.getByText(texts.library.emptyList)).toBeVisible()
})

test('names pixels that are not square', async ({ program }) => {
  const page = await program.start()
  await openPath(program, at('tiled-nonsquare.tif'))
  await expect(slideEntry(page, 'tiled-nonsquare.tif')).toBeVisible()
  await expect(page.getByText(/the pixels are not square/).first()).toBeVisible()
})

test('asks for the resolution that a file states without a unit', async ({ program }) => {
  const page = await program.start()
  await openPath(program, at('strips-unit-none-300.tif'))
  await expect(slideEntry(page, 'strips-unit-none-300.tif')).toBeVisible()
  await expect(page.getByLabel(texts.resolution.label)).toBeVisible()
})

test('takes the largest page of a file for its slide', async ({ program }) => {
  const page = await program.start()
  await openPath(program, at('thumbnail-first-strips.tif'))
  await analyse(page, 'thumbnail-first-strips.tif')
  const { width, height } = readLibrary(
    program.data,
    db =>
      db
        .prepare('SELECT width, height FROM slides WHERE path LIKE ?')
        .get('%thumbnail-first-strips.tif') as Size
  )
  expect([width, height]).toEqual([1024, 768])
})

interface Size {
  width: number
  height: number
}

test('a blue image without a resolution needs one, and has no tissue', async ({ program }) => {
  const page = await program.start()
  await openPath(program, at('zstd_10kx5k.tiff'))
  await expect(slideEntry(page, 'zstd_10kx5k.tiff')).toBeVisible()
  await page.getByLabel(texts.resolution.label).fill('0.5')
  await page.getByRole('button', { name: texts.resolution.save }).click()
  await startAnalysis(page)
  const card = page.getByRole('region', { name: /^Analysis \d+$/ })
  await expect(card.getByText(/no tissue/i).first()).toBeVisible({ timeout: 300_000 })
})
