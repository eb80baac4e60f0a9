/** A round of a search: the number of candidates, and the epochs that each is trained for. */
export interface Round {
  candidates: number
  epochs: number
}

/**
 * Successive halving (Jamieson and Talwalkar 2016, "Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization", algorithm 1). The better half of each round continues with twice
 * the epochs, so that all rounds cost about the same. Unlike in the paper, every round trains a
 * candidate from scratch: its learning rate falls to zero over the given epochs, and such a
 * training cannot be extended.
 * @param epochs epochs of the last round
 */
export function roundsOf(candidates: number, epochs: number): Round[] {
  const rounds = Math.max(1, Math.ceil(Math.log2(candidates)))
  return Array.from({ length: rounds }, (_, round) => ({
    candidates: Math.ceil(candidates / 2 ** round),
    epochs: Math.max(1, Math.round(epochs / 2 ** (rounds - 1 - round)))
  }))
}

/** A candidate with its score; null if its training failed. */
export interface Scored {
  candidate: number
  score: number | null
}

/** Sorts from best to worst; among equals, the candidate drawn first comes first. */
export function ranked<T extends Scored>(scored: readonly T[]): T[] {
  const value = ({ score }: T) => score ?? Number.NEGATIVE_INFINITY
  return scored.toSorted((a, b) => {
    if (value(a) === value(b)) return a.candidate - b.candidate
    return value(b) - value(a)
  })
}
