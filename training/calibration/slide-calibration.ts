import type { Mixture, SlideCalibration } from '../../contract/models/model.ts'
import { calibratedProbabilities, logit } from '../../engine/slide-calibration/calibration.ts'
import { averagedOver, type Place, placesOf } from '../../engine/slide-calibration/neighbours.ts'
import { calibrationError } from '../../evaluation/metrics/calibration.ts'
import { confusionFigures, confusionOf } from '../../evaluation/metrics/confusion.ts'
import { areaUnderCurve } from '../../evaluation/metrics/ranking.ts'

/** A left-out slide, scored patch by patch by the network that was trained without it. */
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

/**
 * Averages over 3×3 patches, with neighbours weighted by 0.6. This was the best value of a small
 * search on left-out slides; values around it perform about as well.
 */
const neighbours: SlideCalibration['neighbours'] = { radius: 1, weight: 0.6 }

/**
 * Starting point of the fit to a new slide: statistics of both classes on these slides, with equal
 * weight for each slide.
 */
function startOf(slides: LeftOut[]): Mixture {
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
 * Returns the slide calibration fitted to these slides, and a threshold in hundredths. The
 * threshold is the share of carcinoma on them, at which calibrated probabilities have the highest
 * balanced accuracy. A threshold searched on so few slides would follow their chance.
 */
export function fitField(slides: LeftOut[]): { field: SlideCalibration; threshold: number } {
  const start = startOf(slides)
  const threshold = Math.min(0.99, Math.max(0.01, Math.round(start.share * 100) / 100))
  return { field: { neighbours, start }, threshold }
}

/** Scores of a slide, with a slide calibration and a threshold fitted on the other slides. */
export interface JudgedSlide {
  slide: string
  threshold: number
  scores: Float32Array
}

export function judgedByOthers(slides: LeftOut[]): JudgedSlide[] {
  return slides.map(slide => {
    const { field, threshold } = fitField(others(slides, slide))
    return {
      slide: slide.slide,
      threshold,
      scores: calibratedProbabilities(field, slide.places, slide.scores)
    }
  })
}

/** Figures of each slide under the slide calibration and threshold fitted on the others. */
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

/** With a single slide, returns that slide, because there are no others. */
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
