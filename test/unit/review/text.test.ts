import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canonical } from '../../../electron/host/review/log/canonical.ts'
import { append, hashOf, noHash } from '../../../electron/host/review/log/log.ts'
import { temporaryFolder } from '../../support/library.ts'
import { reviewedRun } from '../../support/review.ts'

const shared = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'cases', 'review')

/** A file with one region whose texts are broken in a way of their own. */
function fileOf(name: string): string {
  const path = join(temporaryFolder(), 'regions.geojson')
  const ring = [
    [0, 0],
    [900, 0],
    [900, 900],
    [0, 0]
  ]
  const properties = {
    objectType: 'annotation',
    name,
    classification: { name: `Grade ${name}`, color: [1, 2, 3] },
    metadata: { ANNOTATION_DESCRIPTION: name }
  }
  writeFileSync(
    path,
    JSON.stringify({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties })
  )
  return path
}

test.each([
  ['half an emoji', 'cut \ud83d', 'cut \ufffd'],
  ['the other half first', '\udc4d up', '\ufffd up'],
  ['NUL', 'nu\0ll', 'null'],
  ['a direction override', 'abc\u202edef', 'abcdef'],
  ['a decomposed accent', 'caf\u0065\u0301', 'café']
])('an import with %s verifies, also after signing and another import', async (_, name, whole) => {
  const { ask, runId } = reviewedRun()
  await ask('regions.import', { runId, path: fileOf(name) })
  expect(ask('regions.list', { runId })).toMatchObject([{ name: whole, note: whole }])
  expect(ask('classes.list', undefined).at(-1)).toMatchObject({ name: `Grade ${whole}` })
  expect(ask('review.verify', {}).faults).toEqual([])
  ask('review.sign', { runId, meaning: 'Reviewed' })
  expect(ask('review.verify', {}).faults).toEqual([])
})

test.skipIf(!existsSync(shared))('the shared case with half an emoji verifies after signing', async () => {
  const { ask, runId } = reviewedRun()
  await ask('regions.import', { runId, path: join(shared, 'surrogate.geojson') })
  ask('review.sign', { runId, meaning: 'Reviewed' })
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('a review into which an older version imported half an emoji verifies', async () => {
  const { ask, db, runId } = reviewedRun()
  const [region] = await ask('regions.add', {
    runId,
    regions: [{ kind: 'point', geometry: { type: 'point', x: 1, y: 1 }, name: 'cut \ufffd' }]
  })
  ask('review.sign', { runId, meaning: 'Reviewed' })
  // The older version logged the half and SQLite stored U+FFFD.
  db.exec('DROP TRIGGER review_log_keeps_entries')
  let before = noHash
  const rows = db.prepare('SELECT sequence, entry FROM review_log ORDER BY sequence').all()
  for (const { sequence, entry } of rows as { sequence: number; entry: string }[]) {
    const parsed = JSON.parse(entry.replace('cut \ufffd', String.raw`cut \ud83d`))
    if (parsed.kind === 'sign') parsed.after.logHash = before
    const text = canonical(parsed)
    const hash = hashOf(before, text)
    db.prepare('UPDATE review_log SET entry = ?, hash = ? WHERE sequence = ?').run(text, hash, sequence)
    if (parsed.kind === 'sign') db.prepare('UPDATE signatures SET log_hash = ?').run(before)
    before = hash
  }
  expect(db.prepare(`SELECT count(*) FROM review_log WHERE instr(entry, '\\ud83d')`).pluck().get()).toBe(1)
  expect(ask('review.verify', {}).faults).toEqual([])
  ask('review.reopen', { runId, reason: 'Again' })
  await ask('regions.update', { runId, regionIds: [region!.id], change: { name: 'whole' } })
  ask('review.undo', { runId })
  ask('review.undo', { runId })
  ask('review.redo', { runId })
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('the log takes no half of a character, but an escaped backslash', () => {
  const { db } = reviewedRun()
  const entry = (text: string) =>
    append(db, {
      kind: 'reviewer',
      reviewer: { id: 1, name: 'Ada Test' },
      review: null,
      run: null,
      after: { text }
    })
  expect(() => entry('\ud83d')).toThrow(TypeError)
  expect(() => entry(String.raw`C:\ud83d and \\ud83d`)).not.toThrow()
  expect(() => entry('👍')).not.toThrow()
})

test('initials of a name with emoji are whole', () => {
  const { ask } = reviewedRun()
  const { initials } = ask('reviewers.add', { name: 'a b c d e f g h i 👍 j' })
  expect(initials).toBe('abcdefghij')
  expect(ask('reviewers.add', { name: '👍 👍 👍 👍 👍 👍' }).initials).toBe('👍👍👍👍👍')
})
