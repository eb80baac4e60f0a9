import { resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { DuctalError } from '../../contract/errors.ts'

/** Values of the given options. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export const text = { type: 'string' } as const
export const texts = { type: 'string', multiple: true } as const
export const flag = { type: 'boolean' } as const

export const usage = (sentence: string) => new DuctalError('usage', sentence)

/** @throws usage */
export function parse(args: string[], options: ParseArgsOptionsConfig): Values {
  try {
    return parseArgs({ args, options }).values as Values
  } catch (error) {
    const known = Object.keys(options).map(name => `--${name}`)
    const [reason] = (error as Error).message.split(/\.? (?:To specify|Did you)|\. /)
    throw usage(`${reason}. Allowed options: ${known.join(', ')}.`)
  }
}

export const textOf = (values: Values, name: string): string | undefined => values[name] as string | undefined

/** Splits a comma-separated list. Returns an empty array if the option is absent. */
export const namesOf = (values: Values, name: string): string[] => textOf(values, name)?.split(',') ?? []

/** @throws usage */
export function folderOf(values: Values, name: string): string {
  const folder = textOf(values, name)
  if (!folder) throw usage(`--${name} is missing. Give a folder.`)
  return resolve(folder)
}

/** @throws usage */
export function wholeNumberOf(values: Values, name: string, least = 0): number | undefined {
  const value = textOf(values, name)
  if (value === undefined) return undefined
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isInteger(number) && number >= least) return number
  throw usage(`--${name} needs a whole number of at least ${least}, not “${value}”.`)
}

/** @throws usage */
export function positiveNumberOf(values: Values, name: string): number | undefined {
  const value = textOf(values, name)
  if (value === undefined) return undefined
  const number = Number(value)
  if (number > 0 && number < Number.POSITIVE_INFINITY) return number
  throw usage(`--${name} needs a positive number, not “${value}”.`)
}

/**
 * Returns a number from `least` to `most`, or undefined if the option is absent.
 * @throws usage
 */
export function numberOf(values: Values, name: string, least: number, most: number): number | undefined {
  const value = textOf(values, name)
  if (value === undefined) return undefined
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (number >= least && number <= most) return number
  throw usage(`--${name} needs a number from ${least} to ${most}, not “${value}”.`)
}

/** @throws usage */
export function wordOf<T extends string>(values: Values, name: string, words: readonly T[]): T {
  const value = textOf(values, name)
  const word = words.find(word => word === value)
  if (word) return word
  throw usage(`--${name} takes ${words.join(', ')}${value === undefined ? '' : `, not “${value}”`}.`)
}
