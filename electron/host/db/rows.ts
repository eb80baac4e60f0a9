/**
 * Row parsers: each checks the columns of a row and converts them. They are plain functions,
 * because lists of ten thousand slides and pages of ten thousand predictions pass through them.
 */
import { DuctalError } from '../../../contract/errors.ts'
import type { Query } from './connection.ts'

/** Checks and converts a value of SQLite. Throws a TypeError that says what was expected. */
export type Column<T> = (value: unknown) => T

const refuse = (expected: string): never => {
  throw new TypeError(`expected ${expected}`)
}

export const integer: Column<number> = value =>
  Number.isSafeInteger(value) ? (value as number) : refuse('an integer')

export const real: Column<number> = value => (typeof value === 'number' ? value : refuse('a number'))

export const text: Column<string> = value => (typeof value === 'string' ? value : refuse('a text'))

/** 0 or 1. */
export const flag: Column<boolean> = value => (value === 1 ? true : value === 0 ? false : refuse('0 or 1'))

export const blob: Column<Uint8Array> = value => (value instanceof Uint8Array ? value : refuse('bytes'))

export const nullable =
  <T>(column: Column<T>): Column<T | null> =>
  value =>
    value === null ? null : column(value)

export const oneOf =
  <T extends string | number>(words: readonly T[]): Column<T> =>
  value =>
    words.includes(value as T) ? (value as T) : refuse(`one of ${words.join(', ')}`)

/**
 * JSON that only this program writes: checked for being an object or an array, because lists are
 * long and older versions of the program wrote other members.
 */
export const trustedJson =
  <T extends object>(): Column<T> =>
  value => {
    const parsed: unknown = JSON.parse(text(value))
    return typeof parsed === 'object' && parsed !== null ? (parsed as T) : refuse('a JSON object')
  }

type Columns = Record<string, Column<unknown>>
export type RowOf<C extends Columns> = { [K in keyof C]: ReturnType<C[K]> }

/**
 * Returns a parser for rows with these columns; it drops other columns.
 * @param table named in the error
 * @throws DuctalError library/corrupt
 */
export function rowParser<C extends Columns>(table: string, columns: C): (row: unknown) => RowOf<C> {
  const list = Object.entries(columns)
  return row => {
    const parsed: Record<string, unknown> = {}
    for (const [name, column] of list)
      try {
        parsed[name] = column((row as Record<string, unknown>)[name])
      } catch (error) {
        throw unexpected(`${table}.${name}`, error)
      }
    return parsed as RowOf<C>
  }
}

/**
 * Parses a single value (`pluck`).
 * @throws DuctalError library/corrupt
 */
export function parseValue<T>(what: string, column: Column<T>, value: unknown): T {
  try {
    return column(value)
  } catch (error) {
    throw unexpected(what, error)
  }
}

/**
 * Iterates over rows of numbers, such as row, column and probability. A million of them pass
 * through, so only their type and count are checked.
 * @param count numbers in a row
 * @throws DuctalError library/corrupt
 */
export function numbers(what: string, count: 2, query: Query, ...values: unknown[]): Generator<Pair>
export function numbers(what: string, count: 3, query: Query, ...values: unknown[]): Generator<Triple>
export function numbers(what: string, count: 4, query: Query, ...values: unknown[]): Generator<Quadruple>
export function numbers(what: string, count: 5, query: Query, ...values: unknown[]): Generator<Quintuple>
export function* numbers(what: string, count: number, query: Query, ...values: unknown[]) {
  for (const row of query.raw().iterate(...values)) {
    if (!Array.isArray(row) || row.length !== count || !row.every(value => typeof value === 'number'))
      throw unexpected(what, new TypeError(`expected ${count} numbers`))
    yield row
  }
}

type Pair = [number, number]
type Triple = [number, number, number]
type Quadruple = [number, number, number, number]
type Quintuple = [number, number, number, number, number]

/** Applies a parser to a row that may be absent. */
export const optional = <T>(parse: (row: unknown) => T, row: unknown): T | undefined =>
  row === undefined ? undefined : parse(row)

const unexpected = (where: string, cause: unknown): DuctalError =>
  new DuctalError(
    'library/corrupt',
    `The library contains an unexpected value in ${where}. Run “ductal doctor” to check the library.`,
    { cause }
  )
