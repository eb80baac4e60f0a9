import { expect, test } from './fixture.ts'
import { openAnalysed } from './reviewsteps.ts'
import { texts } from './steps.ts'

test('in a narrow window one panel at a time covers the slide, which keeps the whole width', async ({
  program
}) => {
  const page = await openAnalysed(program)
  await page.setViewportSize({ width: 700, height: 800 })
  const library = page.getByRole('complementary', { name: texts.library.title })
  const analysis = page.getByRole('complementary', { name: texts.analysis.title })
  await expect(library.or(analysis).filter({ visible: true })).toHaveCount(1)
  const width = async () => (await page.getByRole('application').boundingBox())?.width
  await expect.poll(width).toBe(700)
  for (const [key, open, closed] of [
    ['l', library, analysis],
    ['p', analysis, library]
  ] as const) {
    if (!(await open.isVisible())) await page.keyboard.press(key)
    await expect(open).toBeVisible()
    await expect(closed).toBeHidden()
    await expect.poll(width).toBe(700)
  }
  // What was closed for want of room opens again.
  await page.setViewportSize({ width: 1400, height: 800 })
  await expect(library).toBeVisible()
  await expect(analysis).toBeVisible()
})
