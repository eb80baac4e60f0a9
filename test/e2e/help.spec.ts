import { expect, test } from './fixture.ts'
import { putDemo } from './kept.ts'
import { breaches, inScheme, texts } from './steps.ts'

test.use({ demo: true })

const { steps } = texts.tour
const names = Object.keys(steps) as (keyof typeof steps)[]

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a newcomer is shown around, once, and finds the guide by keys, in ${colorScheme}`, async ({
    program
  }) => {
    await putDemo(program.data)
    const page = await program.start()
    await inScheme(page, colorScheme)
    const card = page.getByRole('region', { name: /^Tour, step/ })
    const step = (name: keyof typeof steps) =>
      page.getByRole('region', {
        name: `${texts.tour.progress(names.indexOf(name) + 1, names.length)} ${steps[name].title}`
      })

    // The tour opens on its own, shows its progress and has the keyboard focus.
    await expect(step('slide')).toBeFocused({ timeout: 240_000 })
    await expect(step('slide')).toHaveAccessibleDescription(new RegExp(steps.slide.text.slice(0, 30)))
    expect(await breaches(page), 'first step').toEqual([])
    await page.keyboard.press('ArrowRight')
    await expect(step('analyse')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(step('threshold')).toContainText(texts.tour.later)
    await page.keyboard.press('ArrowLeft')
    await expect(step('analyse')).toBeFocused()

    // The tour blocks nothing: the control it points at works while the tour is open.
    await page.getByRole('button', { name: texts.analysis.start }).click()
    await expect(page.getByRole('region', { name: texts.run.name(1) })).toBeVisible()
    await page.keyboard.press('F2')
    await expect(step('analyse')).toBeFocused()
    // Esc ends the tour wherever the focus is.
    await page.getByRole('tab', { name: texts.heatmap.tab }).focus()
    await page.keyboard.press('Escape')
    await expect(card).toBeHidden()
    await page.reload()
    await expect(page.getByRole('region', { name: texts.run.name(1) })).toBeVisible()
    await expect(card).toBeHidden()
    await page.keyboard.press('F2')
    for (const name of names.slice(0, -1)) {
      await expect(step(name)).toBeFocused()
      await page.keyboard.press('Enter')
    }
    await expect(step('report')).toBeFocused()
    expect(await breaches(page), 'last step').toEqual([])
    await page.keyboard.press('Enter')
    await expect(card).toBeHidden()

    await page.keyboard.press('F1')
    const guide = page.getByRole('dialog', { name: texts.guide.title })
    await expect(guide.getByRole('button', { name: 'Look at the result' })).toBeVisible()
    await page.keyboard.type('tags and notes')
    await page.keyboard.press('Enter')
    await expect(guide.getByRole('heading', { name: 'Library' })).toBeFocused()
    expect(await breaches(page), 'guide').toEqual([])
    await guide.getByLabel(texts.guide.search).fill('')
    await guide.getByRole('button', { name: 'Look at the result' }).click()
    const picture = guide.locator('img').filter({ visible: true }).first()
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(600)
    await page.keyboard.press('Escape')
    await expect(guide).toBeHidden()

    // Help opens on top of a dialog and returns to the dialog when it closes.
    await page.keyboard.press('Shift+F1')
    const about = page.getByRole('dialog', { name: texts.about.title })
    await expect(about).toBeVisible()
    await page.keyboard.press('F1')
    await expect(guide).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(guide).toBeHidden()
    await expect(about).toBeVisible()
    expect(program.complaints).toEqual([])
  })
}
