import { confusionFigures, confusionOf } from '../../evaluation/metrics/confusion.ts'
import type { LeftOut } from './slide-calibration.ts'
import { aloneOf, fittedByOthers, judgeView, partOf, tenthOf, wholeOf } from './surroundings.ts'

/** Means over slides; null if the view has no patches of a class. */
export interface Rates {
  balancedAccuracy: number | null
  sensitivity: number | null
  specificity: number | null
}

/** Figures of a view opened alone, and of the same patches within the whole slide. */
export interface ViewFigures {
  view: string
  slides: number
  alone: Rates
  withinWhole: Rates
}

/** Patches along the edge of a window of 2 mm. */
const windowEdge = 10

/** Patches of a view, and their indices in the slide. */
interface Seen {
  part: ReturnType<typeof wholeOf>
  indices: number[]
}

/** Parts of a slide that the user might open instead of the whole. */
const views: Record<string, (slide: LeftOut) => Seen> = {
  whole: slide => ({ part: wholeOf(slide), indices: indicesOf(slide) }),
  'each patch alone': slide => ({ part: aloneOf(slide), indices: indicesOf(slide) }),
  'a tenth at random': tenthOf,
  'only patches with carcinoma': slide => partOf(slide, index => slide.classes[index] === 1),
  'only patches without': slide => partOf(slide, index => slide.classes[index] === 0),
  'a window of 2×2 mm': windowOf
}

const indicesOf = ({ places }: LeftOut) => places.map((_, index) => index)

/** Returns the figures of every view of the slides, each calibrated on other groups. */
export function viewFigures(patients: LeftOut[], slides: string[], threshold: number): ViewFigures[] {
  const fitted = fittedByOthers(patients).filter(({ patient }) => slides.includes(patient.slide))
  const wholes = fitted.map(({ patient, surroundings }) => judgeView(surroundings, wholeOf(patient)))
  return Object.entries(views).map(([view, of]) => {
    const seen = fitted.map(({ patient }) => of(patient))
    const rates = (scoresOf: (place: number) => ArrayLike<number>) =>
      ratesOf(seen.map(({ part }, place) => confusionOf(scoresOf(place), part.classes, threshold)))
    return {
      view,
      slides: seen.length,
      alone: rates(place => {
        const { surroundings } = fitted[place] as (typeof fitted)[number]
        return judgeView(surroundings, (seen[place] as Seen).part)
      }),
      withinWhole: rates(place => {
        const whole = wholes[place] as Float32Array
        return (seen[place] as Seen).indices.map(index => whole[index] as number)
      })
    }
  })
}

function ratesOf(confusions: ReturnType<typeof confusionOf>[]): Rates {
  const has = ([negative, positive]: (typeof confusions)[number]) => ({
    negatives: negative[0] + negative[1],
    positives: positive[0] + positive[1]
  })
  const both = confusions.filter(confusion => has(confusion).negatives && has(confusion).positives)
  const mean = (
    list: typeof confusions,
    of: (confusion: (typeof confusions)[number]) => number
  ): number | null => (list.length === 0 ? null : list.map(of).reduce((a, b) => a + b, 0) / list.length)
  return {
    balancedAccuracy: mean(both, confusion => confusionFigures(confusion).balancedAccuracy),
    sensitivity: mean(
      confusions.filter(confusion => has(confusion).positives),
      confusion => confusion[1][1] / has(confusion).positives
    ),
    specificity: mean(
      confusions.filter(confusion => has(confusion).negatives),
      confusion => confusion[0][0] / has(confusion).negatives
    )
  }
}

/** Returns the most difficult window: the one with the most even classes. */
function windowOf(slide: LeftOut): Seen {
  const { places, classes } = slide
  type Corner = LeftOut['places'][number]
  const inside = (corner: Corner) => (index: number) => {
    const place = places[index] as Corner
    const [across, down] = [place.column - corner.column, place.row - corner.row]
    return across >= 0 && across < windowEdge && down >= 0 && down < windowEdge
  }
  const evenness = (corner: Corner) => {
    const part = partOf(slide, inside(corner)).part
    const positive = part.classes.filter(kind => kind === 1).length
    return Math.min(positive, part.classes.length - positive)
  }
  let [best, most] = [places[0] as Corner, -1]
  places.forEach((corner, index) => {
    if (classes[index] !== 1) return
    const even = evenness(corner)
    if (even > most) [best, most] = [corner, even]
  })
  return partOf(slide, inside(best))
}
