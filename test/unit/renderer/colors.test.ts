import { describe, expect, it } from 'vitest'
import { colorAt, colorMapNames, lookupTable, type Rgb } from '../../../renderer/viewer/colors.ts'

/** CIE lightness (0–100) of an sRGB colour. */
function lightness([red, green, blue]: Rgb): number {
  const linear = (level: number) => {
    const share = level / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y
}

describe.each(colorMapNames)('the colour map %s', name => {
  const steps = Array.from({ length: 256 }, (_, step) => lightness(colorAt(name, step / 255)))

  it('never gets darker as the probability rises', () => {
    for (let step = 1; step < 256; step++)
      expect(steps[step]! - steps[step - 1]!, `step ${step}`).toBeGreaterThan(-0.35)
  })

  it('spreads its lightness evenly: no tenth holds more than a fifth of it', () => {
    const span = steps[255]! - steps[0]!
    expect(span).toBeGreaterThan(55)
    for (let tenth = 0; tenth < 10; tenth++) {
      const rise = steps[Math.round((tenth + 1) * 25.5)]! - steps[Math.round(tenth * 25.5)]!
      expect(rise / span, `tenth ${tenth}`).toBeLessThan(0.2)
    }
  })

  it('puts red in the lowest byte of a word and is opaque', () => {
    const [red, green, blue] = colorAt(name, 1)
    const word = lookupTable(name)[255]!
    expect([word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24]).toEqual([red, green, blue, 255])
  })
})
