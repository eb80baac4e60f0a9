import type { Page } from '@playwright/test'
import { writePatchFolder } from '../support/patches.ts'
import { expect, test } from './fixture.ts'
import { openQueue, sayWho } from './reviewsteps.ts'
import { breaches, inScheme, openPath, runState, startAnalysis, texts } from './steps.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in ${colorScheme}: empty, with a result, and in every dialog`, async ({
    program
  }) => {
    const folder = await writePatchFolder(program.data, '7002', 4, 4)
    const page = await program.start()
    await inScheme(page, colorScheme)
    await expect(page.getByText(texts.library.emptyList)).toBeVisible()
    expect(await breaches(page)).toEqual([])

    await openPath(program, folder)
    await startAnalysis(page)
    await expect(runState(page, 'done')).toBeVisible({ timeout: 180_000 })
    expect(await breaches(page)).toEqual([])
    for (const { tab } of [texts.record, texts.slide, texts.review, texts.regions, texts.history]) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await breaches(page), tab).toEqual([])
    }

    await reviewDialogs(page)

    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('dialog', { name: texts.commands.palette })).toBeVisible()
    expect(await breaches(page), 'palette').toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: texts.viewer.turn }).click()
    await expect(page.getByRole('dialog', { name: texts.viewer.turn })).toBeVisible()
    expect(await breaches(page), 'turning').toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('\\')
    await expect(page.getByRole('region', { name: texts.viewer.secondSide })).toBeVisible()
    await page.keyboard.press('k')
    expect(await breaches(page), 'split view, with the ruler').toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('\\')

    for (const dialog of [texts.commands.keys, texts.commands.doctor, texts.commands.about]) {
      await page.getByRole('button', { name: texts.bar.menu }).click()
      await page.getByRole('menuitem', { name: dialog }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await breaches(page), dialog).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
  })
}

/** Goes through every dialog of a review, from the first decision to the report. */
async function reviewDialogs(page: Page): Promise<void> {
  const { reviewer, regions, classes, signing, report } = texts
  const dialog = (name: string) => page.getByRole('dialog', { name })
  const judged = async (name: string) => {
    await expect(dialog(name)).toBeVisible()
    expect(await breaches(page), name).toEqual([])
  }
  await openQueue(page)
  await page.keyboard.press('3')
  await judged(reviewer.title)
  await sayWho(page)
  await page.keyboard.press('a')
  await page
    .getByRole('toolbar', { name: regions.tools })
    .getByRole('button', { name: regions.tool.brush })
    .click()
  await page.getByRole('button', { name: classes.edit }).click()
  await judged(classes.title)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: signing.open }).click()
  await judged(signing.title)
  await dialog(signing.title).getByRole('button', { name: signing.confirm }).click()
  await page.getByRole('button', { name: signing.reopen }).click()
  await judged(signing.reopenTitle)
  await page.keyboard.press('Escape')
  await expect(dialog(signing.reopenTitle)).toBeHidden()
  await page.getByRole('button', { name: texts.run.report, exact: true }).click()
  await expect(dialog(report.title).frameLocator('iframe').getByRole('heading').first()).toBeVisible()
  await judged(report.title)
  await page.keyboard.press('Escape')
  await expect(dialog(report.title)).toBeHidden()
}
