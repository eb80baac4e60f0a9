import { describe, expect, it } from 'vitest'
import { qualityClasses } from '../../../contract/runs/quality.ts'
import { checkedBytes, qualityFeatures } from '../../../engine/quality/features.ts'
import { QualityCheck } from '../../../engine/quality/quality.ts'

const uniform = (red: number, green: number, blue: number) =>
  Uint8Array.from({ length: checkedBytes }, (_, i) => [red, green, blue][i % 3]!)

/** Dark green with bright spots, which cannot be H&E. */
const fluorescence = Uint8Array.from({ length: checkedBytes }, (_, i) => {
  const pixel = Math.floor(i / 3)
  const spot = (pixel * 7) % 31 === 0
  return i % 3 === 1 ? (spot ? 210 : 30) : 5
})

const together = (...patches: Uint8Array[]) => {
  const all = new Uint8Array(patches.length * checkedBytes)
  patches.forEach((patch, i) => {
    all.set(patch, i * checkedBytes)
  })
  return all
}

describe('the quality check', () => {
  it('classifies each patch independently of the others in the batch', () => {
    const check = new QualityCheck()
    const patches = [fluorescence, uniform(200, 150, 190), uniform(20, 160, 60), uniform(128, 128, 128)]
    const all = check.check(together(...patches), patches.length)
    patches.forEach((patch, i) => {
      const alone = check.check(patch, 1)
      expect(alone.scores[0]).toBe(all.scores[i])
      expect(alone.classes[0]).toBe(all.classes[i])
      expect(alone.scaleEvidence[0]).toBe(all.scaleEvidence[i])
    })
  })

  it('flags images that cannot be H&E because of their colour', () => {
    const { classes, scores } = new QualityCheck().check(together(fluorescence, uniform(20, 160, 60)), 2)
    expect([...classes].map(place => qualityClasses[place])).toEqual(['colour', 'colour'])
    for (const score of scores) expect(score).toBeGreaterThan(new QualityCheck().weights.threshold)
  })

  it('refuses bytes that are not whole patches', () => {
    expect(() => new QualityCheck().check(new Uint8Array(10), 1)).toThrow(RangeError)
  })

  it('ships weights whose shapes match its features and classes', () => {
    const { means, deviations, hidden, output } = new QualityCheck().weights
    expect(means).toHaveLength(qualityFeatures)
    expect(deviations.every(deviation => deviation > 0)).toBe(true)
    expect(hidden.every(row => row.length === qualityFeatures + 1)).toBe(true)
    expect(output).toHaveLength(qualityClasses.length)
    expect(output.every(row => row.length === hidden.length + 1)).toBe(true)
  })
})

describe('the summary of a slide', () => {
  const check = new QualityCheck()
  const slide = (patches: number, evidence: number) => ({
    classes: new Uint8Array(patches).fill(4, 0, 3),
    scaleEvidence: new Float32Array(patches).fill(evidence)
  })

  it('counts flagged patches by class', () => {
    const summary = check.summarise(slide(50, check.weights.slideThreshold - 0.5))
    expect(summary).toMatchObject({ patches: 50, flagged: 3, otherScale: false })
    expect(summary.byFlag).toEqual({ coarser: 0, finer: 0, colour: 0, blur: 3, pen: 0 })
  })

  it('flags every patch when the patches together indicate another scale', () => {
    const summary = check.summarise(slide(50, check.weights.slideThreshold + 0.5))
    expect(summary).toMatchObject({ flagged: 50, otherScale: true })
  })

  it('does not decide the scale of a slide from a handful of patches', () => {
    expect(check.summarise(slide(10, 4))).toMatchObject({ flagged: 3, otherScale: false })
    expect(check.summarise(slide(0, 0))).toMatchObject({ patches: 0, flagged: 0, meanScaleEvidence: 0 })
  })
})
