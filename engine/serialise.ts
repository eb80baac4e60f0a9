let last: Promise<unknown> = Promise.resolve()

/**
 * Runs one piece of work after the other. TensorFlow.js keeps one stack of scopes a process: two that interleave would
 * free each other's tensors.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work)
  last = turn.catch(() => {})
  return turn
}
