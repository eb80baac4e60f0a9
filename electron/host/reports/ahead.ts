/** Does work on items a few ahead of whoever takes what it gives, in their order. */
export async function* ahead<T, R>(
  items: Iterable<T>,
  most: number,
  work: (item: T) => Promise<R>
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = []
  try {
    for (const item of items) {
      const working = work(item)
      // Its failure is heard when its turn comes.
      working.catch(() => {})
      waiting.push(working)
      if (waiting.length >= most) yield await (waiting.shift() as Promise<R>)
    }
    while (waiting.length > 0) yield await (waiting.shift() as Promise<R>)
  } finally {
    await Promise.allSettled(waiting)
  }
}
