import { createHash } from 'node:crypto'

/**
 * Serialises JSON canonically, following RFC 8785: sorted names, no spaces, numbers and strings as
 * in JavaScript.
 * @throws RangeError for numbers that JSON cannot represent
 */
export function canonical(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`JSON cannot hold the number ${value}`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}

/** Whether JSON has half of a character, which only an escape can express. */
export const hasHalves = (json: string): boolean =>
  json.includes('\\ud') && /\\ud[89a-f]/.test(json.replaceAll('\\\\', ''))

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
