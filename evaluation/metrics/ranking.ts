/** Groups equal scores, from the highest to the lowest: each group is [positives, negatives]. */
export function ranked(scores: ArrayLike<number>, classes: ArrayLike<number>): [number, number][] {
  const order = Array.from({ length: scores.length }, (_, index) => index)
  order.sort((a, b) => (scores[b] as number) - (scores[a] as number))
  const result: [number, number][] = []
  let last = Number.NaN
  for (const index of order) {
    const score = scores[index] as number
    if (score !== last) result.push([0, 0])
    const group = result[result.length - 1] as [number, number]
    group[classes[index] === 1 ? 0 : 1]++
    last = score
  }
  return result
}

/** Returns the area under the ROC curve; ties count half. NaN if a class is missing. */
export function areaUnderCurve(scores: ArrayLike<number>, classes: ArrayLike<number>): number {
  let [above, ordered, negatives] = [0, 0, 0]
  for (const [positive, negative] of ranked(scores, classes)) {
    ordered += negative * (above + positive / 2)
    above += positive
    negatives += negative
  }
  return above === 0 || negatives === 0 ? Number.NaN : ordered / (above * negatives)
}

/**
 * Returns the mean precision over the positives (step-wise area under the precision-recall curve).
 * NaN without positives.
 */
export function averagePrecision(scores: ArrayLike<number>, classes: ArrayLike<number>): number {
  let [positives, seen, sum] = [0, 0, 0]
  for (const [positive, negative] of ranked(scores, classes)) {
    positives += positive
    seen += positive + negative
    sum += (positive * positives) / seen
  }
  return positives === 0 ? Number.NaN : sum / positives
}
