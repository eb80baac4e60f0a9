import { describe, expect, it } from 'vitest'
import {
  magnificationOf,
  presetsFor,
  scaleBar,
  umPerPixelAt
} from '../../../../../renderer/viewer/stage/magnification.ts'

describe('magnification', () => {
  it('calls 0.25 µm per pixel 40×, and back', () => {
    expect(magnificationOf(0.25)).toBe(40)
    expect(umPerPixelAt(20)).toBe(0.5)
  })

  it('offers presets up to twice the magnification of the slide', () => {
    expect(presetsFor(0.25)).toContain(40)
    expect(Math.max(...presetsFor(0.5))).toBe(40)
    expect(Math.max(...presetsFor(4))).toBe(5)
  })
})

describe('the scale bar', () => {
  it.each([0.01, 0.25, 0.37, 0.5, 1, 4, 17.3, 900])(
    'is round and as long as fits at %d µm per pixel',
    umPerPixel => {
      const { pixels, um } = scaleBar(umPerPixel, 140)
      expect(pixels).toBeLessThanOrEqual(140 * (1 + 1e-9))
      expect(pixels).toBeGreaterThan(140 / 2.51)
      expect(um / umPerPixel).toBeCloseTo(pixels, 9)
      expect([1, 2, 5]).toContain(Number((um / 10 ** Math.floor(Math.log10(um) + 1e-9)).toFixed(9)))
    }
  )
})
