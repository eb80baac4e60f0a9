import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { qualityClasses } from '../../../../contract/runs/quality.ts'
import { drawPatches } from '../../../../demo/patches.ts'
import { checkedBytes } from '../../../../engine/quality/features.ts'
import { QualityCheck } from '../../../../engine/quality/quality.ts'
import { loadPatches } from '../../../../evaluation/data/load.ts'
import { randomOf } from '../../../../evaluation/random.ts'
import { trialRecipes } from '../../../../training/quality/recipes.ts'
import { patience, sharedData } from '../../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

/** Share of the patches that the shipped check flags as `kind` after a trial's alteration. */
function flaggedAs(kind: string, name: string, pixels: Uint8Array, count: number): number {
  const { make } = trialRecipes.find(recipe => recipe.name === name)!
  const altered = new Uint8Array(count * checkedBytes)
  for (let i = 0; i < count; i++) {
    const patch = pixels.subarray(i * checkedBytes, (i + 1) * checkedBytes)
    altered.set(make({ patch, cut: () => null }, randomOf('flags', name, i))!, i * checkedBytes)
  }
  const { classes } = new QualityCheck().check(altered, count)
  return classes.filter(place => qualityClasses[place] === kind).length / count
}

describe('on drawn tissue, which resembles a section only roughly', () => {
  const { pixels, count } = drawPatches()

  test.each([
    ['green pen', 'pen'],
    ['black pen', 'pen'],
    ['blur 3', 'blur'],
    ['grey', 'colour'],
    ['inverted', 'colour'],
    ['dark field', 'colour'],
    ['double scale, lanczos', 'finer']
  ])('%s is flagged as %s more often than the tissue itself', (name, kind) => {
    const share = flaggedAs(kind, name, pixels, count)
    expect(share).toBeGreaterThan(0.5)
    expect(share).toBeGreaterThan(flaggedAs(kind, 'real', pixels, count))
  })
})

/** A patient of the validation list: part of no fit. */
const slide = join(sharedData, 'idc', '8867')

describe.skipIf(!existsSync(slide))(
  'on a real section that no fit knows (skipped without ../shared/data)',
  async () => {
    const { pixels, count } = existsSync(slide)
      ? await loadPatches(slide)
      : { pixels: new Uint8Array(), count: 0 }

    test('at most 2 % of the patches are flagged, and the slide has the right scale', () => {
      const check = new QualityCheck()
      const { flagged, otherScale } = check.summarise(check.check(pixels, count))
      expect(flagged / count).toBeLessThan(0.02)
      expect(otherScale).toBe(false)
    })

    test.each([
      ['red pen', 'pen', 0.8],
      ['blue pen', 'pen', 0.9],
      ['blur 2', 'blur', 0.9],
      ['grey', 'colour', 0.95],
      ['double scale, cubic', 'finer', 0.9]
    ])('%s is flagged as %s', (name, kind, least) => {
      expect(flaggedAs(kind, name, pixels, Math.min(count, 400))).toBeGreaterThan(least)
    })

    test.each(['blood', 'keratin'])('%s is not flagged as pen', name => {
      expect(flaggedAs('pen', name, pixels, Math.min(count, 400))).toBeLessThan(0.05)
    })
  }
)
