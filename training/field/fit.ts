import { type Field, judgeField, logit } from '../../engine/slide-calibration/calibration.ts'
import type { Mixture } from '../../engine/slide-calibration/mixture.ts'
import {
  averagedOver,
  type Neighbourhood,
  type Place,
  placesOf
} from '../../engine/slide-calibration/neighbours.ts'
import { calibrationError } from '../../evaluation/metrics/calibration.ts'
import { confusionFigures, confusionOf } from '../../evaluation/metrics/confusion.ts'
import { areaUnderCurve } from '../../evaluation/metrics/ranking.ts'

/** A slide that a training left out, as that training's network judged it patch by patch. */
export interface LeftOut {
  slide: string
  places: Place[]
  classes: number[]
  scores: number[]
}

export interface FieldFigures {
  slide: string
  threshold: number
  balancedAccuracy: number
  auc: number
  ece: number
}

/** Averaged over 3×3 patches, those beside counting 0.6: the best of a small search on left-out slides, and flat around it. */
export const neighbours: Neighbourhood = { radius: 1, weight: 0.6 }

/** Where the fit to a new slide begins: the classes' values on these slides, each slide counting the same. */
export function startOf(slides: LeftOut[]): Mixture {
  const each = slides.map(({ places, classes, scores }) => {
    const values = averagedOver(neighbours, placesOf(places), scores.map(logit))
    const of = (kind: 0 | 1) => [...values].filter((_, index) => classes[index] === kind)
    return { negative: of(0), positive: of(1), share: of(1).length / values.length }
  })
  const over = (of: (slide: (typeof each)[number]) => number) => mean(each.map(of))
  return {
    means: [over(slide => mean(slide.negative)), over(slide => mean(slide.positive))],
    deviations: [over(slide => deviation(slide.negative)), over(slide => deviation(slide.positive))],
    share: over(slide => slide.share)
  }
}

/**
 * The field of a model whose recipe gave these, and its threshold in hundredths: the share of carcinoma on them, where calibrated
 * probabilities have the highest balanced accuracy. One searched for on few slides follows their chance.
 */
export function fitField(slides: LeftOut[]): { field: Field; threshold: number } {
  const start = startOf(slides)
  const threshold = Math.min(0.99, Math.max(0.01, Math.round(start.share * 100) / 100))
  return { field: { neighbours, start }, threshold }
}

/** A slide, judged by a field and a threshold that were fitted on the others. */
export interface JudgedSlide {
  slide: string
  threshold: number
  scores: Float32Array
}

export function judgedByOthers(slides: LeftOut[]): JudgedSlide[] {
  return slides.map(slide => {
    const { field, threshold } = fitField(others(slides, slide))
    return { slide: slide.slide, threshold, scores: judgeField(field, slide.places, slide.scores) }
  })
}

/** How well each slide is judged by what the others gave. */
export function leaveOneOut(slides: LeftOut[]): FieldFigures[] {
  return judgedByOthers(slides).map(({ slide, threshold, scores }, index) => {
    const { classes } = slides[index] as LeftOut
    return {
      slide,
      threshold,
      balancedAccuracy: balanced(scores, classes, threshold),
      auc: areaUnderCurve(scores, classes),
      ece: calibrationError(scores, classes)
    }
  })
}

/** Of one slide alone the slide itself is all there is. */
function others(slides: LeftOut[], slide: LeftOut): LeftOut[] {
  return slides.length === 1 ? slides : slides.filter(other => other !== slide)
}

const balanced = (scores: ArrayLike<number>, classes: number[], threshold: number): number =>
  confusionFigures(confusionOf(scores, classes, threshold)).balancedAccuracy

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const deviation = (values: number[]): number => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)))
}
