import { describe, expect, it } from 'vitest'
import { colorAt, type Rgb } from '../../../../../contract/runs/colormaps.ts'
import {
  colorTablesOf,
  differenceTables,
  gradientOf,
  lookupTable
} from '../../../../../renderer/viewer/raster/colors.ts'
import { colorTable } from '../../../../../results/colors.ts'

/** CIE lightness (0–100) of an sRGB colour. */
function lightness([red, green, blue]: Rgb): number {
  const linear = (level: number) => {
    const share = level / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y
}

describe.each(['viridis', 'magma', 'inferno', 'cividis'] as const)('the colour map %s', name => {
  const steps = Array.from({ length: 256 }, (_, step) => lightness(colorAt(name, step / 255)))

  it('never gets darker as the probability rises', () => {
    for (let step = 1; step < 256; step++)
      expect(steps[step]! - steps[step - 1]!, `step ${step}`).toBeGreaterThan(-0.35)
  })

  it('has evenly spread lightness: no tenth of the range covers more than a fifth of it', () => {
    const span = steps[255]! - steps[0]!
    expect(span).toBeGreaterThan(55)
    for (let tenth = 0; tenth < 10; tenth++) {
      const rise = steps[Math.round((tenth + 1) * 25.5)]! - steps[Math.round(tenth * 25.5)]!
      expect(rise / span, `tenth ${tenth}`).toBeLessThan(0.2)
    }
  })

  it('stores red in the lowest byte and is opaque', () => {
    const [red, green, blue] = colorAt(name, 1)
    const word = lookupTable(name)[255]!
    expect([word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24]).toEqual([red, green, blue, 255])
  })
})

describe('looks', () => {
  const failed = [196, 0, 140] as const
  it('hide, dim or show patches below the threshold', () => {
    const alphaOf = (below: 'hide' | 'faint' | 'show') =>
      colorTablesOf('viridis', 0.5, below, failed).below[255]! >>> 24
    expect([alphaOf('hide'), alphaOf('faint'), alphaOf('show')]).toEqual([0, 0x48, 255])
  })

  it('of two colours change only at the threshold', () => {
    const { below, above } = colorTablesOf('twoColors', 0.3, 'show', failed)
    expect([new Set(below).size, new Set(above).size]).toEqual([1, 1])
    expect(below[0]).not.toBe(above[0])
    expect(gradientOf('twoColors', 0.3)).toContain('30%')
  })

  it('of a difference hide small values and separate the signs', () => {
    const { above } = differenceTables(0.1, failed)
    expect([above[0]! >>> 24, above[127]! >>> 24, above[255]! >>> 24]).toEqual([255, 0, 255])
    const [low, high] = [colorAt('difference', 0), colorAt('difference', 1)]
    expect(low[2]).toBeGreaterThan(low[0])
    expect(high[0]).toBeGreaterThan(high[2])
  })
})

it('exports use the colours of the page', () => {
  const table = colorTable()
  expect([...table.subarray(200 * 3, 200 * 3 + 3)]).toEqual([...colorAt('viridis', 200 / 255)])
})
