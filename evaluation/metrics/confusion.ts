import type { ClassFigures, Evaluation } from '../../contract/models/evaluation.ts'

/** [[true negatives, false positives], [false negatives, true positives]] */
export type Confusion = Evaluation['confusion']

export function confusionOf(
  scores: ArrayLike<number>,
  classes: ArrayLike<number>,
  threshold: number
): Confusion {
  const confusion: Confusion = [
    [0, 0],
    [0, 0]
  ]
  for (let i = 0; i < scores.length; i++)
    confusion[classes[i] === 1 ? 1 : 0][(scores[i] as number) >= threshold ? 1 : 0]++
  return confusion
}

/**
 * Returns the metrics of one class. Precision and F1 are 0 without any prediction; recall is null
 * without patches of the class.
 */
export function classFigures([[tn, fp], [fn, tp]]: Confusion, positive: 0 | 1): ClassFigures {
  const [hit, wrong, missed] = positive === 1 ? [tp, fp, fn] : [tn, fn, fp]
  const support = hit + missed
  return {
    precision: hit + wrong === 0 ? 0 : hit / (hit + wrong),
    recall: support === 0 ? null : hit / support,
    f1: hit === 0 ? 0 : (2 * hit) / (2 * hit + wrong + missed),
    support
  }
}

/** Precision, recall and F1 are averaged over the classes, as in the paper's Table I. */
export type ConfusionFigures = Pick<
  Evaluation,
  'accuracy' | 'balancedAccuracy' | 'precision' | 'recall' | 'f1'
>

const recallOf = ({ recall }: ClassFigures) => recall ?? 0

export function confusionFigures(confusion: Confusion): ConfusionFigures {
  const classes = [classFigures(confusion, 0), classFigures(confusion, 1)].filter(
    ({ support }) => support > 0
  )
  const total = classes.reduce((sum, { support }) => sum + support, 0)
  const weighted = (figure: (of: ClassFigures) => number) =>
    classes.reduce((sum, of) => sum + figure(of) * of.support, 0) / total
  const [[tn], [, tp]] = confusion
  return {
    accuracy: (tn + tp) / total,
    balancedAccuracy: classes.reduce((sum, of) => sum + recallOf(of), 0) / classes.length,
    precision: weighted(of => of.precision),
    recall: weighted(recallOf),
    f1: weighted(of => of.f1)
  }
}
