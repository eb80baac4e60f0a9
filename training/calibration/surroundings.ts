import type { Screening, Surroundings } from '../../contract/models/model.ts'
import { logit } from '../../engine/slide-calibration/calibration.ts'
import { placesOf, ringsAround } from '../../engine/slide-calibration/neighbours.ts'
import { judgeBySurroundings } from '../../engine/slide-calibration/surroundings.ts'
import { classFigures, confusionFigures, confusionOf } from '../../evaluation/metrics/confusion.ts'
import { solved } from '../../evaluation/metrics/linear.ts'
import { randomOf } from '../../evaluation/random.ts'
import type { LeftOut } from './slide-calibration.ts'

/**
 * Share of its weight that a patch's own logit keeps if all eight neighbours exist. The labels come
 * from regions drawn at low magnification, so an unrestricted fit would leave it no weight.
 */
const ownShare = 0.5

/**
 * Added to the logit of a patch with eight neighbours. Their logits lie further from zero, so the
 * threshold of single patches would miss more on whole slides. Chosen on the validation patients:
 * the largest multiple of 0.1 whose calibration error there stays at 0.02 (decision 32).
 */
const raised = 0.5

/** Share of a slide's patches in its thinned view. */
const thinned = 0.1

/** Number of groups of patients with adjacent names, left out in turn. */
const groups = 7

/** Minimum sensitivity at the threshold for screening. */
const sensitive = 0.95

const rounds = 40
/** Keeps the equations solvable; otherwise negligible. */
const ridge = 1e-3

/** A slide, or the part of it that the user opens, with labels. */
export type View = Pick<LeftOut, 'places' | 'classes' | 'scores'>

export const wholeOf = (slide: View): View => slide

/** Returns the patches to keep, and their indices. */
export function partOf(
  { places, classes, scores }: View,
  keep: (index: number) => boolean
): { part: View; indices: number[] } {
  const indices = places.map((_, index) => index).filter(keep)
  const of = <T>(values: T[]) => indices.map(index => values[index] as T)
  return { part: { places: of(places), classes: of(classes), scores: of(scores) }, indices }
}

/** Returns the same patches, too far apart to be neighbours. */
export const aloneOf = ({ places, classes, scores }: View): View => ({
  places: places.map((_, index) => ({ column: 10 * index, row: 0 })),
  classes,
  scores
})

/** Returns a random tenth of the patches, always the same one. */
export function tenthOf(slide: LeftOut): ReturnType<typeof partOf> {
  const random = randomOf('tenth', slide.slide)
  return partOf(slide, () => random() < thinned)
}

/**
 * Fits the weights of neighbouring patches to patients that the network was not trained on, by
 * logistic regression over their patches with all neighbours, with a tenth of them, and alone. Each
 * patient is weighted by the square root of its number of patches.
 */
export function fitSurroundings(patients: LeftOut[]): Surroundings {
  const rows: { features: number[]; positive: number; weight: number }[] = []
  for (const patient of patients) {
    const total = Math.sqrt(patient.classes.length)
    for (const view of [wholeOf(patient), tenthOf(patient).part, aloneOf(patient)]) {
      if (view.classes.length === 0) continue
      const weight = total / view.classes.length
      featuresOf(view).forEach((features, i) => {
        rows.push({ features, positive: view.classes[i] as number, weight })
      })
    }
  }
  let weights = new Float64Array(4)
  for (let round = 0; round < rounds; round++) {
    const matrix = Array.from(weights, (weight, i) => {
      const line = new Float64Array(weights.length + 1)
      line[i] = ridge
      line[weights.length] = ridge * weight
      return line
    })
    for (const { features, positive, weight } of rows) {
      const odds = features.reduce((sum, value, i) => sum + value * (weights[i] as number), 0)
      const probability = 1 / (1 + Math.exp(-odds))
      const bend = weight * probability * (1 - probability)
      matrix.forEach((line, i) => {
        const value = features[i] as number
        features.forEach((other, j) => {
          line[j] = (line[j] as number) + bend * value * other
        })
        line[features.length] = (line[features.length] as number) + weight * (probability - positive) * value
      })
    }
    const step = solved(matrix)
    weights = weights.map((weight, i) => weight - (step[i] as number))
    if (Math.max(...step.map(Math.abs)) < 1e-9) break
  }
  const [slope, bias, weight, ringBias] = Array.from(weights, value => Number(value.toFixed(4))) as [
    number,
    number,
    number,
    number
  ]
  const own = Number((-slope * (1 - ownShare)).toFixed(4))
  return { slope, bias, rings: [{ own, weight, bias: Number((ringBias + raised).toFixed(4)) }] }
}

/** Returns own logit, reduced if neighbours exist; one; mean of the neighbours; their share. */
function featuresOf({ places, scores }: View): number[][] {
  const logits = scores.map(logit)
  const [ring] = ringsAround(1, placesOf(places), logits)
  return logits.map((value, i) => {
    const share = ring?.shares[i] as number
    return [value * (1 - (1 - ownShare) * share), 1, ring?.means[i] as number, share]
  })
}

export const judgeView = (surroundings: Surroundings, { places, scores }: View): Float32Array =>
  judgeBySurroundings(surroundings, placesOf(places), scores)

/** Returns each patient with the calibration fitted on the other groups. */
export function fittedByOthers(patients: LeftOut[]): { patient: LeftOut; surroundings: Surroundings }[] {
  const ordered = [...patients].sort((a, b) => Number(a.slide) - Number(b.slide))
  const groupOf = (place: number) => Math.floor((place * groups) / ordered.length)
  return Array.from({ length: groups }, (_, group) => {
    const inside = ordered.filter((_, place) => groupOf(place) === group)
    if (inside.length === 0) return []
    const surroundings = fitSurroundings(ordered.filter((_, place) => groupOf(place) !== group))
    return inside.map(patient => ({ patient, surroundings }))
  }).flat()
}

/**
 * Returns the multiple of 0.05 with the highest sum of balanced accuracy and F1 of carcinoma, each
 * patch alone.
 */
export function thresholdAlone(patients: LeftOut[]): number {
  const { scores, classes } = judgedByOthers(patients, aloneOf)
  const choices = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
  const sum = (threshold: number) => {
    const confusion = confusionOf(scores, classes, threshold)
    return confusionFigures(confusion).balancedAccuracy + classFigures(confusion, 1).f1
  }
  return choices.reduce((best, choice) => (sum(choice) > sum(best) ? choice : best))
}

/**
 * Returns the highest multiple of 0.01 that finds 95 % of the carcinoma patches, both alone and
 * with neighbours. Its rates are those of the view that does worse.
 */
export function screeningFor(patients: LeftOut[]): Screening {
  const views = [aloneOf, wholeOf].map(view => judgedByOthers(patients, view))
  const ratesOf = ({ scores, classes }: Judged, threshold: number) => {
    const [negative, positive] = confusionOf(scores, classes, threshold)
    return {
      sensitivity: positive[1] / (positive[0] + positive[1]),
      specificity: negative[0] / (negative[0] + negative[1])
    }
  }
  const at = (threshold: number) => views.map(view => ratesOf(view, threshold))
  const choices = Array.from({ length: 99 }, (_, i) => (99 - i) / 100)
  const finds = (threshold: number) => at(threshold).every(({ sensitivity }) => sensitivity >= sensitive)
  const threshold = choices.find(finds) ?? 0
  const least = (of: (rates: ReturnType<typeof ratesOf>) => number) =>
    Number(Math.min(...at(threshold).map(of)).toFixed(4))
  return {
    threshold,
    sensitivity: least(rates => rates.sensitivity),
    specificity: least(rates => rates.specificity)
  }
}

type Judged = ReturnType<typeof judgedByOthers>

/** All patches together, each patient calibrated on the other groups. */
function judgedByOthers(patients: LeftOut[], view: (patient: LeftOut) => View) {
  const judged = fittedByOthers(patients).map(({ patient, surroundings }) => ({
    scores: judgeView(surroundings, view(patient)),
    classes: patient.classes
  }))
  return {
    scores: Float32Array.from(judged.flatMap(({ scores }) => [...scores])),
    classes: judged.flatMap(({ classes }) => classes)
  }
}
