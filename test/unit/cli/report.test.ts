import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'
import { ductal, patience } from '../../support/terminal.ts'

test('writes a report and imports regions without a browser', { timeout: patience }, async () => {
  const [data, files] = [temporaryFolder(), temporaryFolder()]
  const folder = await writePatchFolder(temporaryFolder(), 5, 4)
  expect((await ductal('analyze', folder, '--data', data)).code).toBe(0)

  const pdf = join(files, 'one.pdf')
  const made = await ductal('report', '1', '--out', pdf, '--data', data, '--json')
  expect(made).toMatchObject({ code: 0 })
  expect(JSON.parse(made.stdout)).toEqual({ path: pdf, bytes: readFileSync(pdf).length, lacks: null })
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')

  const unknown = await ductal('report', '1', '--out', join(files, 'one.doc'), '--data', data)
  expect(unknown).toMatchObject({ code: 2, stdout: '' })
  expect(unknown.stderr).toContain('--format pdf|html|csv|json|geojson|geojson.gz')

  const regions = join(files, 'regions.geojson')
  expect((await ductal('report', '1', '--out', regions, '--data', data)).code).toBe(0)
  const none = await ductal('import', '1', regions, '--reviewer', 'Ada Test', '--data', data)
  expect(none).toMatchObject({ code: 3, stdout: '' })
  expect(none.stderr).toContain('has no annotations')
  expect((await ductal('import', '1', regions, '--data', data)).code).toBe(2)
  expect(existsSync(join(files, 'one.doc'))).toBe(false)
})

test('a slide that changed is not called missing', { timeout: patience }, async () => {
  const [data, files] = [temporaryFolder(), temporaryFolder()]
  const folder = await writePatchFolder(temporaryFolder(), 3, 3)
  expect((await ductal('analyze', folder, '--data', data)).code).toBe(0)
  const patch = (x: number, truth: number) => join(folder, `${truth}/10001_idx5_x${x}_y1_class${truth}.png`)
  writeFileSync(patch(1, 1), readFileSync(patch(51, 0)))

  const made = await ductal('report', '1', '--out', join(files, 'one.html'), '--data', data, '--json')
  expect(made.code).toBe(0)
  expect(JSON.parse(made.stdout).lacks).toContain(`${folder} has changed since its analysis`)
  expect((await ductal('slides', '--data', data)).stdout).toContain(`${folder} (changed)`)
})
