import { describe, expect, it } from 'vitest'
import { area, baseName, bytes, duration, length, percent, probability } from '../../../contract/format.ts'

describe('formatting', () => {
  it('writes lengths in the most readable unit', () => {
    expect([200, 999, 1500, 12_300, 250_000].map(length)).toEqual([
      '200 µm',
      '999 µm',
      '1.5 mm',
      '12.3 mm',
      '25 cm'
    ])
    expect(area(334 * 200 * 200)).toBe('13.4 mm²')
  })

  it('shows 0 % and 100 % only for exact values', () => {
    expect([0, 0.0001, 0.207, 0.9999, 1].map(percent)).toEqual([
      '0 %',
      '< 0.1 %',
      '20.7 %',
      '> 99.9 %',
      '100 %'
    ])
  })

  it('formats durations and sizes', () => {
    expect([4.24, 59.6, 200, 7500].map(duration)).toEqual(['4.2 s', '60 s', '3 min 20 s', '2 h 5 min'])
    expect([0, 812, 1200, 3_400_000].map(bytes)).toEqual(['0 B', '812 B', '1.2 kB', '3.4 MB'])
  })

  it('never rounds a probability across the threshold', () => {
    expect(probability(0.8934, 0.65)).toBe('0.893')
    expect(probability(0.6496, 0.65)).toBe('0.6496')
    expect(probability(Math.fround(0.649996), 0.65)).toBe('0.649996')
    expect(probability(0.65, 0.65)).toBe('0.650')
  })

  it('takes the file name from paths of any platform', () => {
    expect(['/a/b.svs', 'C:\\slides\\b.svs', '/a/b/', 'b'].map(baseName)).toEqual([
      'b.svs',
      'b.svs',
      'b',
      'b'
    ])
  })
})
