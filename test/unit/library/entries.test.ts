import { expect, test } from 'vitest'
import { describeSlide, getEntry, searchLibrary } from '../../../electron/host/slides/entries.ts'
import { keepSlide } from '../../../electron/host/slides/records.ts'
import { slideFacts } from '../../support/library.ts'
import { reviewedRun } from '../../support/review.ts'

/** An analysed slide and two others. */
function library() {
  const review = reviewedRun()
  const { db } = review
  const add = (path: string, sign: string) =>
    keepSlide(db, path, slideFacts({ fingerprint: `sha256:${sign.repeat(64)}` }), undefined).id
  return {
    ...review,
    slideId: review.run.slideId,
    two: add('/slides/b/slide 2.svs', 'c'),
    ten: add('/slides/Slide 10.ndpi', 'd')
  }
}

test('the state of a slide follows its runs and its review', () => {
  const { db, ask, runId, slideId, two, told } = library()
  expect(getEntry(db, two)).toMatchObject({ state: 'new', runs: 0, runId: null, progress: null })
  expect(getEntry(db, slideId)).toMatchObject({ state: 'analysed', runs: 1, runId, progress: null })
  ask('review.label', { runId, label: 'positive', spans: [10, 14, 3] })
  const { progress } = ask('review.get', { runId })
  expect(getEntry(db, slideId)).toMatchObject({ state: 'inReview', runId, progress })
  ask('review.label', { runId, label: 'positive', spans: [9, 14, 3] })
  ask('review.sign', { runId, meaning: 'done' })
  expect(getEntry(db, slideId).state).toBe('signed')
  ask('review.reopen', { runId, reason: 'once more' })
  expect(told.flatMap(event => (event.type === 'library' ? [event.entry.state] : []))).toEqual([
    'inReview',
    'signed',
    'inReview'
  ])
})

test('searches slides by words, state and tags, and sorts names in natural order', () => {
  const { db, slideId, two, ten } = library()
  describeSlide(db, two, {
    tags: [' margin ', 'margin', '', 'second look'],
    notes: 'Fixation poor at the LEFT edge, Gewebe u\u0308ber IDC'
  })
  describeSlide(db, ten, { tags: ['margin'] })
  const found = (search: Parameters<typeof searchLibrary>[1]) =>
    searchLibrary(db, search).entries.map(({ slide }) => slide.id)
  expect(found({})).toEqual([slideId, two, ten])
  expect(found({ sort: 'name' })).toEqual([slideId, two, ten])
  expect(found({ sort: 'name', descending: true })).toEqual([ten, two, slideId])
  expect(found({ text: 'left  fixation' })).toEqual([two])
  expect(found({ text: 'ÜBER idc' })).toEqual([two])
  expect(found({ text: 'SLIDE 10' })).toEqual([ten])
  expect(found({ tags: ['margin'] })).toEqual([two, ten])
  expect(found({ tags: ['margin', 'second look'] })).toEqual([two])
  expect(found({ states: ['analysed', 'signed'] })).toEqual([slideId])
  expect(found({ sort: 'state', descending: true })[0]).toBe(slideId)
  expect(searchLibrary(db, { limit: 1, offset: 1 })).toMatchObject({
    entries: [{ slide: { id: two }, tags: ['margin', 'second look'] }],
    total: 3,
    tags: [
      { tag: 'margin', slides: 2 },
      { tag: 'second look', slides: 1 }
    ],
    states: { new: 2, analysed: 1, inReview: 0, signed: 0 }
  })
  expect(describeSlide(db, two, { notes: '' })).toMatchObject({ notes: '', tags: ['margin', 'second look'] })
})

test('refuses a description of a missing slide', () => {
  const { db } = library()
  expect(() => describeSlide(db, 99, { notes: 'x' })).toThrow(
    expect.objectContaining({ code: 'slide/unknown' })
  )
})
