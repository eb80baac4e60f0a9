import { shallowRef } from 'vue'
import { DuctalError, type Failure, failureOf } from '../../../contract/errors.ts'

/** Something that is to be saved. */
export interface Saving {
  /** In a few words, for people. */
  about: string
  /** Shows it, before it is saved. */
  show(): void
  /** Resolves once it is saved. */
  work(): Promise<void>
  /** Takes back what the page shows of it. */
  withdraw(): void
}

export type SaveState =
  | { state: 'saved' }
  | { state: 'saving'; count: number }
  /** The first could not be saved; the others wait behind it. */
  | { state: 'failed'; count: number; about: string; failure: Failure }

/**
 * Saves one thing after the other, in order. What fails stays at the head, and all the others behind it, until a person
 * tries again or gives them up: nothing is skipped, and nothing is called saved that is not.
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

  /** Takes back everything that is not saved. */
  giveUp(): void {
    if (this.state.value.state !== 'failed') return
    for (const saving of this.waiting.splice(0).reverse()) saving.withdraw()
    this.state.value = { state: 'saved' }
  }

  /** Resolves when nothing is being saved: all is saved, or something has failed. */
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
