let last: Promise<unknown> = Promise.resolve()

/**
 * Serialises calls: runs one after the other. TensorFlow.js has a single stack of scopes per
 * process, and interleaved calls would free each other's tensors.
 */
export function serialised<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work)
  last = turn.catch(() => {})
  return turn
}
