/**
 * Hands items from a producer that pushes to a consumer that pulls, one at a time: the producer
 * waits until its item is taken.
 */
export class Handover<T> implements AsyncIterable<T> {
  readonly #waiting: { item: T; taken(): void }[] = []
  #wake: () => void = () => {}
  #producing: Promise<unknown> | undefined
  #isOver = false

  /** Resolves once the item is taken. */
  give(item: T): Promise<null> {
    return new Promise(resolve => {
      this.#waiting.push({ item, taken: () => resolve(null) })
      this.#wake()
    })
  }

  /** The items end with this promise; the consumer sees its failure. */
  until(producing: Promise<unknown>): void {
    this.#producing = producing
    const end = () => {
      this.#isOver = true
      this.#wake()
    }
    producing.then(end, end)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (true) {
      const next = this.#waiting.shift()
      if (next) {
        yield next.item
        next.taken()
      } else if (this.#isOver) {
        await this.#producing
        return
      } else
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
    }
  }
}
