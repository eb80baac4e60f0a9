import { DuctalError, type ErrorCode } from '../contract/errors.ts'

/**
 * Values of the given options: a text, true for a switch, or texts for an option given several
 * times.
 */
export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export const usage = (sentence: string) => new DuctalError('usage', sentence)

/** Returns a text option, or undefined if absent. */
export const textOf = (values: Values, name: string): string | undefined => values[name] as string | undefined

/** Splits a comma-separated list. Returns an empty array if the option is absent. */
export const namesOf = (values: Values, name: string): string[] => textOf(values, name)?.split(',') ?? []

/**
 * Parses a number within limits.
 * @throws usage, or the given code
 */
export function numberOf(
  values: Values,
  name: string,
  { min, max, whole = false, code = 'usage' }: { min: number; max: number; whole?: boolean; code?: ErrorCode }
): number | undefined {
  const text = textOf(values, name)
  if (text === undefined) return undefined
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (number >= min && number <= max && (!whole || Number.isInteger(number))) return number
  const limits = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  throw new DuctalError(code, `--${name} needs a ${whole ? 'whole ' : ''}number ${limits}, not “${text}”.`)
}

/** @throws usage */
export const wholeNumberOf = (values: Values, name: string, min = 0): number | undefined =>
  numberOf(values, name, { min, max: Number.MAX_SAFE_INTEGER, whole: true })

/**
 * Parses one of several words.
 * @throws usage
 */
export function wordOf<T extends string>(values: Values, name: string, words: readonly T[]): T | undefined {
  const text = textOf(values, name)
  if (text === undefined) return undefined
  const word = words.find(word => word === text)
  if (word === undefined) throw usage(`--${name} must be one of ${words.join(', ')}, not “${text}”.`)
  return word
}

/** @throws usage if the option is absent, or is none of the words */
export function requiredWordOf<T extends string>(values: Values, name: string, words: readonly T[]): T {
  const word = wordOf(values, name, words)
  if (word === undefined) throw usage(`--${name} is missing. Give one of ${words.join(', ')}.`)
  return word
}
