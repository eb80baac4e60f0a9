import { shallowRef } from 'vue'
import { DuctalError, type Failure, failureOf } from '../../../contract/errors.ts'

/** A change to be saved. */
export interface Saving {
  /** Short description for the user. */
  about: string
  /** Shows the change before it is saved. */
  show(): void
  /** Saves the change; resolves once it is saved. */
  work(): Promise<void>
  /** Removes the unsaved change from the page. */
  withdraw(): void
}

export type SaveState =
  | { state: 'saved' }
  | { state: 'saving'; count: number }
  /** The first change could not be saved; the others wait behind it. */
  | { state: 'failed'; count: number; about: string; failure: Failure }

/**
 * Saves changes one after another, in order. A failed change stays at the head of the queue, with
 * the others behind it, until the user retries or discards them. No change is skipped, and none is
 * reported as saved before it is.
 */
export class SaveQueue {
  readonly state = shallowRef<SaveState>({ state: 'saved' })
  private readonly waiting: Saving[] = []
  private working: Promise<void> | undefined

  get length(): number {
    return this.waiting.length
  }

  add(saving: Saving): void {
    saving.show()
    this.waiting.push(saving)
    if (this.state.value.state === 'failed') this.state.value = { ...this.state.value, count: this.length }
    else this.go()
  }

  retry(): void {
    if (this.state.value.state === 'failed') this.go()
  }

  /** Discards all unsaved changes and removes them from the page. */
  discardUnsaved(): void {
    if (this.state.value.state !== 'failed') return
    for (const saving of this.waiting.splice(0).reverse()) saving.withdraw()
    this.state.value = { state: 'saved' }
  }

  /**
   * Waits until nothing is being saved. Resolves with true if everything is saved, false after a
   * failure.
   */
  async settled(): Promise<boolean> {
    await this.working
    return this.state.value.state === 'saved'
  }

  private go(): void {
    this.state.value = { state: 'saving', count: this.length }
    this.working ??= this.run().finally(() => {
      this.working = undefined
    })
  }

  private async run(): Promise<void> {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      try {
        await next.work()
      } catch (error) {
        if (!(error instanceof DuctalError)) console.error(error)
        this.state.value = {
          state: 'failed',
          count: this.length,
          about: next.about,
          failure: failureOf(error)
        }
        return
      }
      this.waiting.shift()
      this.state.value = this.length > 0 ? { state: 'saving', count: this.length } : { state: 'saved' }
    }
  }
}
