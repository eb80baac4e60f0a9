import type { ReadableDb } from '../../db/connection.ts'
import { partNamed, partNames, type ReviewState } from '../actions/parts.ts'
import { canonical, sha256 } from '../log/canonical.ts'

export const hashOfState = (state: ReviewState): string => sha256(canonical(state))

/** Returns the state stored in the tables. */
export const storedState = (db: ReadableDb, reviewId: number): ReviewState =>
  Object.fromEntries(
    partNames.map(name => [name, partNamed(name).stored(db, reviewId)])
  ) as unknown as ReviewState
