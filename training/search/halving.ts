/** A round of a search: so many candidates, each trained for so many epochs. */
export interface Round {
  candidates: number
  epochs: number
}

/**
 * Successive halving (Jamieson and Talwalkar 2016, “Non-stochastic Best Arm Identification and Hyperparameter Optimization”, algorithm 1): the
 * better half of each round goes on with twice the epochs, so that every round costs about as much. Unlike there, a candidate is trained
 * anew in each round: its rate falls to zero with the epochs that it has, and such a training cannot be prolonged.
 * @param epochs of the last round
 */
export function roundsOf(candidates: number, epochs: number): Round[] {
  const rounds = Math.max(1, Math.ceil(Math.log2(candidates)))
  return Array.from({ length: rounds }, (_, round) => ({
    candidates: Math.ceil(candidates / 2 ** round),
    epochs: Math.max(1, Math.round(epochs / 2 ** (rounds - 1 - round)))
  }))
}

/** A candidate with its score; null where its training failed. */
export interface Scored {
  candidate: number
  score: number | null
}

/** From the best to the worst; among equals the one drawn first. */
export function ranked<T extends Scored>(scored: readonly T[]): T[] {
  const value = ({ score }: T) => score ?? Number.NEGATIVE_INFINITY
  return scored.toSorted((a, b) => {
    if (value(a) === value(b)) return a.candidate - b.candidate
    return value(b) - value(a)
  })
}
