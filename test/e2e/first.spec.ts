import { expect, test } from './fixture.ts'
import { putDemo } from './kept.ts'
import { slideIsPainted, texts } from './steps.ts'

test.use({ demo: true })

test('the first start shows the demo slide, labelled as synthetic, without any complaint', async ({
  program
}) => {
  const page = await program.start()
  const entry = page
    .getByRole('list', { name: texts.library.slides })
    .getByRole('button', { name: new RegExp(`${texts.library.synthetic}$`) })
  await expect(entry).toBeVisible({ timeout: 240_000 })
  await expect(entry).toHaveAttribute('aria-current', 'true')
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  await expect(page.getByText(texts.researchUse)).toBeVisible()
  expect(program.complaints).toEqual([])
})

test('the second start shows the demo slide again and makes no other', async ({ program }) => {
  await putDemo(program.data)
  const list = (await program.start()).getByRole('list', { name: texts.library.slides })
  await expect(list.getByRole('listitem')).toHaveCount(1, { timeout: 240_000 })
  await program.close()
  const page = await program.start()
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  await expect(page.getByRole('list', { name: texts.library.slides }).getByRole('listitem')).toHaveCount(1)
})
