import type { RegionClass } from '../../../../contract/review/region.ts'
import type { Reviewer } from '../../../../contract/review/review.ts'
import type { Grid } from '../../../../contract/runs/run.ts'
import type { Side } from '../actions/part.ts'
import { type Change, isChange, partNamed, partNames, partOf, type ReviewState } from '../actions/parts.ts'
import { canonical } from '../log/canonical.ts'
import type { Evidence } from '../log/evidence.ts'
import type { Entry } from '../log/log.ts'
import type { Signed } from './signatures.ts'
import { hashOfState } from './state.ts'

interface Known {
  reviewers: Map<number, Reviewer>
  result: number | undefined
}

/** Content of a review's first entry. Entries of older versions have no `result`. */
export interface Begun {
  slide: string
  model: { name: string; sha256: string }
  mpp: number
  grid: Grid
  threshold: number
  predictions: Evidence
  /** The log entry with the run's result. */
  result?: number
}

/** A review replayed from its log entries, without reading any current-state table. */
export class Replayed {
  readonly run: number
  /** What the first entry names: slide, model, scale, grid, threshold and predictions. */
  readonly begun: Begun
  /** Sequence number of the last entry. */
  sequence = 0
  updatedAt = ''
  signed: number | null = null
  readonly signatures: (Omit<Signed, 'meaning' | 'acknowledged'> & {
    sequence: number
    reopened: number | null
  })[] = []
  readonly #changes = new Map<number, Change>()
  readonly done: number[] = []
  readonly undone: number[] = []
  readonly #parts = Object.fromEntries(partNames.map(name => [name, partNamed(name).replay()])) as Record<
    keyof ReviewState,
    ReturnType<ReturnType<typeof partNamed>['replay']>
  >

  constructor(run: number, begin: Entry) {
    this.run = run
    this.begun = begin.after as Begun
  }

  /**
   * @param classes the classes as of this entry
   * @param known the reviewers, and the entry with the run's result, as of this entry
   * @returns what is wrong with the entry, or null
   */
  take(entry: Entry, classes: Map<number, RegionClass>, known: Known): string | null {
    this.sequence = entry.sequence
    this.updatedAt = entry.at.utc
    if (entry.kind === 'reopen') return this.#reopen(entry)
    if (this.signed !== null) return 'it changes a signed review'
    if (entry.kind === 'sign') return this.#sign(entry, classes, known)
    if (entry.kind === 'undo' || entry.kind === 'redo') return this.#turn(entry)
    if (!isChange(entry)) return null
    this.#changes.set(entry.sequence, entry)
    this.done.push(entry.sequence)
    this.undone.length = 0
    this.#apply(entry, 'after', entry)
    return null
  }

  /** Ids of the regions in the order in which the tables number them. */
  regionOrder(): string[] {
    return this.#parts.regions.order?.() ?? []
  }

  /** The order after a rebuild by older versions: by id among regions of one moment. */
  rebuiltOrder(): string[] {
    return this.#parts.regions.order?.('id') ?? []
  }

  state(classes: Map<number, RegionClass>): ReviewState {
    return Object.fromEntries(
      partNames.map(name => [name, this.#parts[name].state(classes)])
    ) as unknown as ReviewState
  }

  #sign(
    { sequence, reviewer, after }: Entry,
    classes: Map<number, RegionClass>,
    known: Known
  ): string | null {
    const { logHash, stateHash, signer, result } = after as Signed
    this.signed = sequence
    this.signatures.push({ sequence, logHash, stateHash, reopened: null })
    if (hashOfState(this.state(classes)) !== stateHash)
      return 'it signs a state that differs from the one its actions produce'
    if (result !== undefined && result !== known.result) return 'it signs another result of the analysis'
    const { id: _, ...person } = known.reviewers.get(reviewer.id) ?? { id: 0 }
    if (signer && canonical(signer) !== canonical(person))
      return 'it states another name or role of the signer than was entered'
    return null
  }

  #reopen({ sequence, of }: Entry): string | null {
    const signature = this.signatures.at(-1)
    if (this.signed === null || this.signed !== of || !signature)
      return 'it reopens a review that was not signed'
    this.signed = null
    signature.reopened = sequence
    return null
  }

  #turn(entry: Entry): string | null {
    const undo = entry.kind === 'undo'
    const of = undo ? this.done.at(-1) : this.undone.at(-1)
    const change = of === undefined ? undefined : this.#changes.get(of)
    if (of === undefined || change === undefined || of !== entry.of)
      return `it would ${entry.kind} entry ${entry.of}, which was not next to ${entry.kind}`
    if (undo) this.undone.push(this.done.pop()!)
    else this.done.push(this.undone.pop()!)
    this.#apply(change, undo ? 'before' : 'after', entry)
    return null
  }

  #apply(change: Change, side: Side, { sequence, at: { utc } }: Entry): void {
    this.#parts[partOf(change)].take(change, side, { sequence, utc })
  }
}
