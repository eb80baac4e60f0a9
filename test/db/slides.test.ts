import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMigrations } from '../../electron/host/db/migrations.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { entriesQuery } from '../../electron/host/slides/entries.ts'
import { patchGrid } from '../../electron/host/slides/patches.ts'
import { getSlide, keepSlide, listSlides, removeSlide, setMpp } from '../../electron/host/slides/records.ts'
import { migrationsFolder, slideFacts, temporaryFolder, temporaryLibrary } from '../support/library.ts'

const other = `sha256:${'c'.repeat(64)}`

test('files with the same content are one slide, which follows the file when it moves', () => {
  const db = temporaryLibrary()
  const first = keepSlide(db, '/a/one.svs', slideFacts(), undefined)
  const moved = keepSlide(db, '/b/renamed.svs', slideFacts(), undefined)
  expect(moved).toMatchObject({ id: first.id, path: '/b/renamed.svs', name: 'renamed.svs' })
  expect(listSlides(db)).toHaveLength(1)
})

test('new content at a known path is a new slide, and the old slide is missing', () => {
  const db = temporaryLibrary()
  const first = keepSlide(db, import.meta.filename, slideFacts(), undefined)
  expect(first.missing).toBe(false)
  const second = keepSlide(db, import.meta.filename, slideFacts({ fingerprint: other }), undefined)
  expect(second.id).not.toBe(first.id)
  expect(second.missing).toBe(false)
  expect(getSlide(db, first.id).missing).toBe(true)
})

test('a resolution entered by the user survives reopening the file', () => {
  const db = temporaryLibrary()
  const none = slideFacts({ mpp: null, mppSource: null })
  const { id } = keepSlide(db, '/a.svs', none, undefined)
  expect(getSlide(db, id)).toMatchObject({ mpp: null, mppSource: null })
  setMpp(db, id, 0.5)
  expect(keepSlide(db, '/a.svs', none, undefined)).toMatchObject({ mpp: 0.5, mppSource: 'user' })
})

test('a patch folder keeps its grid and its ground truth', () => {
  const db = temporaryLibrary()
  const patches = {
    originX: 1,
    originY: 51,
    stride: 50,
    cols: Int32Array.of(0, 3),
    rows: Int32Array.of(0, 2),
    classes: Int8Array.of(0, 1),
    partial: 0
  }
  const slide = keepSlide(
    db,
    '/p',
    slideFacts({ kind: 'patches', mpp: 4, mppSource: 'layout', patches }),
    undefined
  )
  expect(slide.truth).toEqual({ negative: 1, positive: 1 })
  expect(patchGrid(db, slide.id)).toEqual({
    originX: 1,
    originY: 51,
    stride: 50,
    patches: [
      { row: 0, col: 0, class: 0 },
      { row: 2, col: 3, class: 1 }
    ]
  })
  removeSlide(db, slide.id)
  expect(db.prepare('SELECT count(*) FROM slide_patches').pluck().get()).toBe(0)
  expect(() => removeSlide(db, slide.id)).toThrow(expect.objectContaining({ code: 'slide/unknown' }))
})

test('slides of other kinds have no patch grid', () => {
  const db = temporaryLibrary()
  const { id, truth } = keepSlide(db, '/a.svs', slideFacts(), undefined)
  expect(truth).toBeNull()
  expect(patchGrid(db, id)).toBeUndefined()
})

test('the library list reads runs only through an index and counts no patches', () => {
  const db = temporaryLibrary()
  const steps = (sql: string) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(step => (step as { detail: string }).detail)
  const list = steps(entriesQuery)
  expect(list.filter(step => step.startsWith('SCAN'))).toEqual(['SCAN slides'])
  const ofRuns = list.filter(step => step.includes(' runs '))
  expect(ofRuns.length).toBeGreaterThanOrEqual(4)
  for (const step of ofRuns)
    expect(step).toContain('USING COVERING INDEX runs_by_slide_and_status (slide_id=?')
  expect(list.join()).not.toContain('slide_patches')
  expect(steps(`${entriesQuery} WHERE slides.id = 1`).join()).not.toContain('SCAN')
})

test('counts the patches of an older library when it is opened', () => {
  const folder = temporaryFolder()
  const older = join(folder, 'older')
  mkdirSync(older)
  for (const { file } of readMigrations(migrationsFolder).filter(({ number }) => number < 90))
    copyFileSync(join(migrationsFolder, file), join(older, file))
  const before = openLibrary(folder, older)
  before.db.exec(`INSERT INTO slides (fingerprint, path, kind, vendor, width, height, levels, synthetic, added_at)
      VALUES ('sha256:x', '/x', 'patches', 'folder', 1, 1, '[]', 0, ''), ('sha256:y', '/y.svs', 'openslide', 'aperio', 1, 1, '[]', 0, '');
    INSERT INTO slide_patches VALUES (1, 0, 0, 0), (1, 0, 1, 1), (1, 0, 2, 0), (1, 0, 3, -1)`)
  before.close()
  const db = temporaryLibrary(folder)
  const { truth, ...other } = getSlide(db, 1)
  expect([other.path, other.kind, truth]).toEqual(['/x', 'patches', { negative: 2, positive: 1 }])
  expect(getSlide(db, 2).kind).toBe('image')
})

test('a slide with a fingerprint of an older rule is recognised once and takes the present one', () => {
  const db = temporaryLibrary()
  const before = slideFacts()
  const { id } = keepSlide(db, '/a.svs', before, undefined)
  const present = { fingerprint: `sha256-2:${'d'.repeat(64)}`, former: before.fingerprint }
  expect(keepSlide(db, '/a.svs', slideFacts(present), undefined)).toMatchObject({
    id,
    fingerprint: present.fingerprint
  })
  expect(db.prepare('SELECT fingerprint FROM former_fingerprints').pluck().all()).toEqual([
    before.fingerprint
  ])
  // Different content that the older rule could not tell apart.
  const next = slideFacts({ ...present, fingerprint: `sha256-2:${'e'.repeat(64)}` })
  expect(keepSlide(db, '/b.svs', next, undefined).id).not.toBe(id)
})

test('another reader replaces the facts, except the resolution of the user', () => {
  const db = temporaryLibrary()
  const plain = slideFacts({
    reader: { name: 'tiff', version: '8' },
    vendor: 'generic-tiff',
    mpp: null,
    mppSource: null
  })
  const { id } = keepSlide(db, '/a.svs', plain, undefined)
  const aperio = slideFacts({ width: 39_000 })
  expect(keepSlide(db, '/a.svs', aperio, undefined)).toMatchObject({
    id,
    vendor: 'aperio',
    mpp: 0.25,
    width: 39_000,
    reader: aperio.reader
  })
  setMpp(db, id, 0.5)
  const later = slideFacts({ reader: { name: 'openslide', version: '5' } })
  expect(keepSlide(db, '/a.svs', later, undefined)).toMatchObject({
    mpp: 0.5,
    mppSource: 'user',
    width: 40_000
  })
})
