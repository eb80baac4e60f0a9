import { expect, test } from 'vitest'
import { z } from 'zod'
import { calls } from '../../../contract/calls.ts'
import { canBePath, repairText, shortened } from '../../../contract/text/repair.ts'
import { path, text, textKinds, trimmed, words } from '../../../contract/text/text.ts'
import { Random } from '../../support/random.ts'

test.each([
  ['half an emoji', 'cut \ud83d', 'cut \ufffd'],
  ['the other half', '\ude00 cut', '\ufffd cut'],
  ['a whole emoji with joiners', '👩‍🔬 ok', '👩‍🔬 ok'],
  ['NUL', 'a\0b', 'ab'],
  ['escape sequences of a terminal', 'a\u001b[31mb\u009bc', 'a[31mbc'],
  ['an override of the direction', 'gnp.\u202efdp', 'gnp.fdp'],
  ['isolates and marks', '\u2067a\u2069\u200e\u200f\u061cb', 'ab'],
  ['line ends of Windows', 'a\r\nb\rc\td', 'a\nb\nc\td'],
  ['a byte order mark', '\ufeffa', 'a'],
  ['a decomposed accent', 'e\u0301', 'é'],
  ['an accent behind a control', 'e\u202c\u0301', 'é'],
  ['Arabic and Hebrew', 'سرطان שד', 'سرطان שד']
])('repairs %s', (_, given, whole) => {
  expect(repairText(given)).toBe(whole)
  expect(text(100).parse(given)).toBe(whole)
})

test('repaired text is stored by SQLite and JSON as it is, and repairing it again changes nothing', () => {
  const random = new Random(7, 1)
  const ranges = [
    [0, 0x20],
    [0x20, 0x7e],
    [0x7f, 0xa0],
    [0x300, 0x340],
    [0x600, 0x620],
    [0x2000, 0x2070],
    [0xd800, 0xe000],
    [0xac00, 0xac20],
    [0x1100, 0x1200],
    [0xf900, 0xfb00]
  ]
  for (let round = 0; round < 5000; round++) {
    const given = Array.from({ length: 1 + random.below(12) }, () => {
      const [from = 0, to = 0] = random.of(ranges)
      return String.fromCharCode(from + random.below(to - from))
    }).join('')
    const whole = repairText(given)
    expect(repairText(whole)).toBe(whole)
    expect(Buffer.from(whole, 'utf8').toString('utf8')).toBe(whole)
    expect(whole.normalize('NFC')).toBe(whole)
    expect(JSON.stringify(whole)).not.toMatch(/\\u(d[89a-f]|00)/)
  }
})

test('text that is too long is refused, also if only the repair makes it longer', () => {
  expect(text(10).safeParse('x'.repeat(11)).success).toBe(false)
  // U+0958 is two characters when composed.
  expect(text(10).safeParse('\u0958'.repeat(10)).success).toBe(false)
  expect(text(10).parse('')).toBe('')
})

test('words are trimmed, and not only made of what is removed', () => {
  expect(words(20).parse(' a b\u202e ')).toBe('a b')
  for (const empty of ['', '  ', '\0', '\u202e \u2066'])
    expect(words(20).safeParse(empty).success).toBe(false)
  expect(trimmed(20).parse('\u202e ')).toBe('')
})

test('a path is taken as it is, or refused', () => {
  expect(path.parse('/slides/e\u0301 \u202e.svs')).toBe('/slides/e\u0301 \u202e.svs')
  for (const bad of ['/a\0b', '/a\ud83d', `/${'x'.repeat(32_767)}`])
    expect(path.safeParse(bad).success).toBe(false)
  expect(canBePath('/a😀')).toBe(true)
})

test('a shortened text does not end in half a character', () => {
  expect(shortened('ab😀c', 3)).toBe('ab')
  expect(shortened('ab😀c', 4)).toBe('ab😀')
  expect(shortened('abc', 4)).toBe('abc')
})

/** The strings within a schema, by their place. */
function stringsOf(schema: unknown, place: string, found: [string, z.core.$ZodType][] = []) {
  const { def } = (schema as z.core.$ZodType)._zod
  const inner = def as unknown as Record<string, unknown>
  if (def.type === 'string') found.push([place, schema as z.core.$ZodType])
  if (def.type === 'object')
    for (const [name, member] of Object.entries(inner.shape as object))
      stringsOf(member, `${place}.${name}`, found)
  for (const name of ['innerType', 'element', 'in', 'left', 'right', 'keyType', 'valueType'])
    if (inner[name] && typeof inner[name] === 'object') stringsOf(inner[name], place, found)
  for (const name of ['options', 'items'])
    if (Array.isArray(inner[name])) for (const option of inner[name]) stringsOf(option, place, found)
  return found
}

/** Whether a string has a pattern of its own, such as a UUID or a colour. */
const hasPattern = (schema: z.core.$ZodType) => {
  const { checks = [], format } = schema._zod.def as { checks?: z.core.$ZodCheck[]; format?: string }
  return [format, ...checks.map(check => (check._zod.def as { format?: string }).format)].some(
    known => known === 'uuid' || known === 'regex'
  )
}

test('every string that a call takes is a text, a path, or has a pattern', () => {
  const strings = Object.entries(calls).flatMap(([name, { input }]) => stringsOf(input, name))
  expect(strings.length).toBeGreaterThan(40)
  expect(
    strings.filter(([, schema]) => !textKinds.get(schema) && !hasPattern(schema)).map(([place]) => place)
  ).toEqual([])
})

test('every string of every call is refused where it is enormous', () => {
  const strings = Object.entries(calls).flatMap(([name, { input }]) => stringsOf(input, name))
  const enormous = 'x'.repeat(2 ** 20)
  expect(
    strings.filter(([, schema]) => z.core.safeParse(schema, enormous).success).map(([place]) => place)
  ).toEqual([])
})
