import { expect, test } from 'vitest'
import { patchGrid } from '../../electron/host/slides/patches.ts'
import { getSlide, keepSlide, listSlides, removeSlide, setMpp } from '../../electron/host/slides/records.ts'
import { slideFacts, temporaryLibrary } from '../support/library.ts'

const other = `sha256:${'c'.repeat(64)}`

test('the same content is one slide, and follows its file', () => {
  const db = temporaryLibrary()
  const first = keepSlide(db, '/a/one.svs', slideFacts(), undefined)
  const moved = keepSlide(db, '/b/renamed.svs', slideFacts(), undefined)
  expect(moved).toMatchObject({ id: first.id, path: '/b/renamed.svs', name: 'renamed.svs' })
  expect(listSlides(db)).toHaveLength(1)
})

test('other content at a known path is a slide of its own, and the first is missing', () => {
  const db = temporaryLibrary()
  const first = keepSlide(db, import.meta.filename, slideFacts(), undefined)
  expect(first.missing).toBe(false)
  const second = keepSlide(db, import.meta.filename, slideFacts({ fingerprint: other }), undefined)
  expect(second.id).not.toBe(first.id)
  expect(second.missing).toBe(false)
  expect(getSlide(db, first.id).missing).toBe(true)
})

test('a resolution that a person gave outlives opening the file again', () => {
  const db = temporaryLibrary()
  const none = slideFacts({ mpp: null, mppSource: null })
  const { id } = keepSlide(db, '/a.svs', none, undefined)
  expect(getSlide(db, id)).toMatchObject({ mpp: null, mppSource: null })
  setMpp(db, id, 0.5)
  expect(keepSlide(db, '/a.svs', none, undefined)).toMatchObject({ mpp: 0.5, mppSource: 'user' })
})

test('a patch folder keeps its grid and its truth', () => {
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

test('any other slide has no patch grid', () => {
  const db = temporaryLibrary()
  const { id, truth } = keepSlide(db, '/a.svs', slideFacts(), undefined)
  expect(truth).toBeNull()
  expect(patchGrid(db, id)).toBeUndefined()
})
