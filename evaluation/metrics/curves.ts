import type { CurvePoint, Curves, ReliabilityBin } from '../../contract/models/evaluation.ts'
import type { PatientScores } from './bootstrap.ts'
import { reliability } from './calibration.ts'
import { ranked } from './ranking.ts'

/** Maximum number of points of a curve of all patches, and of one patient. */
const [most, mostOfOne] = [200, 30]

/** Returns the curves of some patients' patches. */
export function curvesOf(patients: readonly (PatientScores & { patient: string })[]): Curves {
  const all = (of: 'scores' | 'classes') => patients.flatMap(patient => Array.from(patient[of]))
  const [scores, classes] = [all('scores'), all('classes')]
  return {
    roc: rocOf(scores, classes, most),
    precisionRecall: precisionRecallOf(scores, classes),
    patients: patients.map(({ patient, scores, classes }) => ({
      patient,
      roc: rocOf(scores, classes, mostOfOne),
      reliability: filled(reliability(scores, classes)).map(({ probability, positives, count }) => ({
        probability: rounded(probability),
        positives: rounded(positives),
        count
      }))
    }))
  }
}

/** Minimum patches of one patient in a bin for a point. */
const enough = 5

const filled = (bins: ReliabilityBin[]) => bins.filter(({ count }) => count >= enough)

/** [1 − specificity, sensitivity] from (0, 0) to (1, 1); empty if a class is missing. */
function rocOf(scores: ArrayLike<number>, classes: ArrayLike<number>, points: number): CurvePoint[] {
  const groups = ranked(scores, classes)
  const [positives, negatives] = totals(groups)
  if (positives === 0 || negatives === 0) return []
  let [hit, wrong] = [0, 0]
  const curve: CurvePoint[] = [[0, 0]]
  for (const [positive, negative] of groups) {
    hit += positive
    wrong += negative
    curve.push([wrong / negatives, hit / positives])
  }
  return thinned(curve, points)
}

/** [recall, precision]; empty without positives. */
function precisionRecallOf(scores: ArrayLike<number>, classes: ArrayLike<number>): CurvePoint[] {
  const groups = ranked(scores, classes)
  const [positives] = totals(groups)
  if (positives === 0) return []
  let [hit, seen] = [0, 0]
  const curve = groups.map(([positive, negative]): CurvePoint => {
    hit += positive
    seen += positive + negative
    return [hit / positives, hit / seen]
  })
  return thinned(curve, most)
}

const totals = (groups: [number, number][]): [positives: number, negatives: number] =>
  groups.reduce<[number, number]>(([a, b], [positive, negative]) => [a + positive, b + negative], [0, 0])

/** Keeps the ends and points spread evenly along the curve's horizontal and vertical way. */
function thinned(curve: CurvePoint[], points: number): CurvePoint[] {
  const way = [0]
  for (let i = 1; i < curve.length; i++) {
    const [[x0, y0], [x1, y1]] = [curve[i - 1] as CurvePoint, curve[i] as CurvePoint]
    way.push((way[i - 1] as number) + Math.abs(x1 - x0) + Math.abs(y1 - y0))
  }
  const step = (way[way.length - 1] as number) / (points - 1)
  let next = 0
  return curve
    .filter((_, i) => {
      const keep = i === 0 || i === curve.length - 1 || (way[i] as number) >= next
      if (keep) next = (way[i] as number) + step
      return keep
    })
    .map(([x, y]) => [rounded(x), rounded(y)])
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4
