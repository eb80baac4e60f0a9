import { probability as formatProbability } from '../../../contract/format.ts'

/** Groups items by key, in the order in which keys first occur. */
export function grouped<T, K>(things: Iterable<T>, keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const group = groups.get(key)
    if (group) group.push(thing)
    else groups.set(key, [thing])
  }
  return groups
}

/**
 * Formats numbers and times in reports: the same in every rendering, regardless of the system
 * language.
 */

export { count } from '../../../contract/format.ts'

/** Three significant digits, never in exponential notation: 0.0123, 4.56, 1,230. */
export function number(value: number): string {
  if (value === 0) return '0'
  const digits = Math.min(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))), 9)
  formats[digits] ??= new Intl.NumberFormat('en', { maximumFractionDigits: digits })
  return formats[digits].format(value)
}

/** Indexed by the number of decimals. */
const formats: (Intl.NumberFormat | undefined)[] = []

export const none = '–'

export const areaOf = (mm2: number | null): string => (mm2 === null ? none : `${number(mm2)} mm²`)
export const lengthOf = (mm: number | null): string => (mm === null ? none : `${number(mm)} mm`)

/** Like the page, with a dash for no value. */
export const probability = (value: number | null, threshold: number): string =>
  value === null ? none : formatProbability(value, threshold)

/** Formats a share of a whole as a percentage. */
export const share = (part: number, whole: number): string =>
  whole === 0 ? none : `${number((100 * part) / whole)} %`

/** 2026-01-02 03:04:05 UTC */
export const utc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`

/** 2026-01-02 04:04:05 +01:00, from a local time with its offset; drops fractions of a second. */
export function local(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(iso)
  return found ? `${found[1]} ${found[2]}${found[3] ? ` ${found[3]}` : ''}` : iso
}

/** Formats a moment in local time with its offset, ISO 8601. */
export function wallClock(moment: Date): string {
  const offset = -moment.getTimezoneOffset()
  const shifted = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, 19)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const size = Math.abs(offset)
  return `${shifted}${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}

export const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** “one”, “one and two”, “one, two and three”. */
export const listed = (words: string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
