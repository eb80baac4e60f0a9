import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../../../../contract/errors.ts'
import { loggingSlides } from '../../../../../electron/host/review/log/result.ts'
import { reviewedRun } from '../../../../support/review.ts'

const folder = join(resolve(process.env.DUCTAL_SHARED_DATA ?? '../shared/data'), '..', 'cases', 'review')
if (!existsSync(folder)) console.warn(`skipping the tests with unusual regions: there is no ${folder}`)

/** A reviewed run of a slide with the size and fingerprint of the one that the files belong to. */
function reviewedCase() {
  const reviewed = reviewedRun()
  loggingSlides(reviewed.db, [reviewed.run.slideId], () =>
    reviewed.db
      .prepare('UPDATE slides SET fingerprint = ?, width = 2220, height = 2967')
      .run('sha256:02cbbf3104a957599744ad97ead6675a754c7d5283267c78a98e3e5bebca4eef')
  )
  return reviewed
}

describe.skipIf(!existsSync(folder))('unusual regions', () => {
  test.each([
    ['nested-multi', [160_000]],
    ['nested-on-tissue', [4_000_000]],
    ['nested-holes', [70_000]],
    ['surrogate', [320_000]],
    ['multipoint', [null, null, null]],
    ['noid-same', [40_000]],
    ['selfcross', [20_000]],
    ['nan-bare', [40_000]],
    ['bom-array', [40_000]],
    ['ellipse-qupath', [15_708]],
    ['own-report-ellipse-line', [640_000, 251_327, null, null, 605_000]]
  ])('%s has the right areas, and is known the second time', async (name, areas) => {
    const { ask, runId, run } = reviewedCase()
    const path = join(folder, `${name}.geojson`)
    await ask('regions.import', { runId, path })
    const pixels = (mm2: number | null) => mm2 && Math.round((mm2 * 1e6) / run.mpp ** 2)
    expect(ask('regions.list', { runId }).map(({ areaMm2 }) => pixels(areaMm2))).toEqual(areas)
    const { sequence } = ask('review.get', { runId })
    expect(await ask('regions.import', { runId, path })).toMatchObject({ regions: 0, known: areas.length })
    expect(ask('review.get', { runId }).sequence).toBe(sequence)
    expect(ask('review.verify', {}).faults).toEqual([])
  })

  test.each<[string, ErrorCode, RegExp]>([
    ['one-zero-of-400', 'import/bad-region', /feature 278 \(“region 277”\) .*encloses no area/],
    ['geom-null', 'import/bad-region', /feature 1 of geom-null\.geojson has no geometry/],
    ['mixed-outside', 'import/bad-region', /Feature 2 extends 190 pixels beyond the right edge/]
  ])('%s is refused with its cause', async (name, code, sentence) => {
    const { ask, runId } = reviewedCase()
    await expect(
      ask('regions.import', { runId, path: join(folder, `${name}.geojson`) })
    ).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) })
    expect(ask('regions.list', { runId })).toEqual([])
  })
})
