/** Processes items a few ahead of the consumer, and yields the results in order. */
export async function* prefetch<T, R>(
  items: Iterable<T>,
  most: number,
  work: (item: T) => Promise<R>
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = []
  try {
    for (const item of items) {
      const working = work(item)
      // The failure surfaces when its turn comes.
      working.catch(() => {})
      waiting.push(working)
      if (waiting.length >= most) yield await (waiting.shift() as Promise<R>)
    }
    while (waiting.length > 0) yield await (waiting.shift() as Promise<R>)
  } finally {
    await Promise.allSettled(waiting)
  }
}
