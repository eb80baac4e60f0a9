/** Changes of objects that have an id: regions and comments. */
import type { Replay, Side } from './part.ts'

/**
 * One side of the change to each object: null before it was created or after it was removed,
 * otherwise the fields that differ.
 */
export type Difference<T extends { id: string }> = (T | (Partial<T> & { id: string }) | null)[]

export interface RecordsChange<T extends { id: string }> {
  before: Difference<T>
  after: Difference<T>
}

/** Returns the ids of the objects that a change affects. */
export const idsOf = <T extends { id: string }>({ before, after }: RecordsChange<T>): string[] =>
  before.map((record, index) => (record ?? after[index])!.id)

/** Returns the id of each object with one side of its change. */
export const sidesOf = <T extends { id: string }>(
  change: RecordsChange<T>,
  side: Side
): [id: string, record: Difference<T>[number]][] =>
  idsOf(change).map((id, index) => [id, change[side][index]!])

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Replays changes of objects.
 * @param finish completes an object of the state
 */
export function replayRecords<T extends { id: string; createdAt: string }, S>(
  finish: (record: T & { updatedAt: string }, classes: Parameters<Replay<unknown, unknown>['state']>[0]) => S
): Replay<RecordsChange<T>, S[]> {
  const records = new Map<string, T & { updatedAt: string }>()
  return {
    take({ before, after }, side, { utc }) {
      before.forEach((was, index) => {
        const is = after[index]!
        const { id } = (was ?? is)!
        const record = side === 'before' ? was : is
        if (record === null) records.delete(id)
        else records.set(id, { ...records.get(id), ...record, updatedAt: utc } as T & { updatedAt: string })
      })
    },
    // As in the tables: a record that returns comes last among those of the same moment.
    order: among =>
      [...records.values()]
        .sort((a, b) => byText(a.createdAt, b.createdAt) || (among ? byText(a.id, b.id) : 0))
        .map(({ id }) => id),
    state: classes =>
      [...records.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(record => finish(record, classes))
  }
}
