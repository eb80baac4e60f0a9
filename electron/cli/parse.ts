import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { DuctalError, type ErrorCode } from '../../contract/errors.ts'

/** Values of the given options. Every option is a text or a switch, and occurs once at most. */
export type Values = Readonly<Record<string, string | boolean | undefined>>

/** Options of every command that opens the library, shown in its help. */
export const dataOption = { data: { type: 'string' } } as const satisfies ParseArgsOptionsConfig
export const jsonOption = { json: { type: 'boolean' } } as const satisfies ParseArgsOptionsConfig

export function parse(
  args: string[],
  options: ParseArgsOptionsConfig
): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    return { values: values as Values, positionals }
  } catch (error) {
    const known = Object.keys(options).map(name => `--${name}`)
    const [reason] = (error as Error).message.split(/\.? (?:To specify|Did you)|\. /)
    throw usage(`${reason}. Allowed options: ${known.join(', ') || 'none'}.`)
  }
}

export const usage = (sentence: string) => new DuctalError('usage', sentence)

/** Returns a text option, or undefined if absent. */
export const textOf = (values: Values, name: string): string | undefined => values[name] as string | undefined

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

/**
 * Parses a run number.
 * @throws usage
 */
export function runIdOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw usage(`RUN must be the number of an analysis, not “${text}”. “ductal runs” lists them.`)
}
