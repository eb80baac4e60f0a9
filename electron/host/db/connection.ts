import type { Database } from 'better-sqlite3'

declare const access: unique symbol

/** A prepared query. Its rows are unknown until a row parser (rows.ts) has checked them. */
export interface Query {
  get(...parameters: unknown[]): unknown
  all(...parameters: unknown[]): unknown[]
  iterate(...parameters: unknown[]): IterableIterator<unknown>
  /** Returns the first column of each row instead of the row. */
  pluck(): Query
  /** Returns rows as arrays. */
  raw(): Query
}

/** A connection for queries: what a function that only reads takes. */
export interface ReadableDb {
  readonly [access]: 'read' | 'write'
  /** Path of the library. */
  readonly name: string
  prepare(sql: string): Query
  pragma(source: string, options: { simple: true }): unknown
}

/**
 * A connection that may write: what a function that changes the library takes. SQLite still refuses
 * writes while the library is read-only.
 */
export type WritableDb = Database & { readonly [access]: 'write' }

export const writable = (db: Database): WritableDb => db as WritableDb
