import { describe, expect, it } from 'vitest'
import { outcomeTitles } from '../../../../contract/runs/outcome.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { LibraryEntry, LibraryPage } from '../../../../contract/slides/library.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import { isFiltered, placed, searchOf, toggled } from '../../../../renderer/features/library/search-query.ts'
import { slideState } from '../../../../renderer/features/library/slide-state.ts'
import { texts } from '../../../../renderer/texts.ts'

const slide = (overrides: Partial<Slide> = {}): Slide => ({
  id: 1,
  path: '/slides/a.tif',
  name: 'a.tif',
  kind: 'image',
  vendor: 'generic-tiff',
  fingerprint: `sha256:${'0'.repeat(64)}`,
  width: 100,
  height: 100,
  mpp: 0.5,
  mppSource: 'file',
  levels: [{ width: 100, height: 100, downsample: 1 }],
  truth: null,
  synthetic: false,
  missing: false,
  changed: false,
  reader: null,
  remarks: [],
  profile: null,
  overruled: [],
  dismissed: [],
  addedAt: '2026-01-01T00:00:00.000Z',
  ...overrides
})

const entry = (overrides: Partial<LibraryEntry> = {}): LibraryEntry => ({
  slide: slide(),
  state: 'new',
  runs: 0,
  runId: null,
  outcome: null,
  progress: null,
  tags: [],
  notes: '',
  changedAt: '2026-01-01T00:00:00.000Z',
  ...overrides
})

const run = (status: Run['status'], done = 0) =>
  ({
    status,
    outcome: status === 'done' ? 'complete' : null,
    tiles: { total: 4, done, failed: 0, background: 0 }
  }) as Run

describe('library search requests', () => {
  it('omit empty conditions and keep the order', () => {
    const search = searchOf({ text: '  ', states: [], tags: [], sort: 'name', descending: true })
    expect(search).toEqual({ sort: 'name', descending: true, limit: 10_000 })
    expect(isFiltered(search)).toBe(false)
  })

  it('contain text, states and tags, and report that they filter', () => {
    for (const part of [{ text: 'a' }, { states: ['signed' as const] }, { tags: ['urgent'] }]) {
      const search = searchOf(part)
      expect(search).toMatchObject(part)
      expect(isFiltered(search)).toBe(true)
    }
  })

  it('add a value and remove it again', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
  })
})

describe('a page of the library', () => {
  const page: LibraryPage = {
    entries: [entry(), entry({ slide: slide({ id: 2 }) })],
    total: 2,
    tags: [],
    states: { new: 2, notAnalysed: 0, partlyAnalysed: 0, analysed: 0, inReview: 0, signed: 0 }
  }

  it('updates an entry in place and ignores a slide that it does not show', () => {
    const next = placed(page, entry({ slide: slide({ id: 2 }), notes: 'look again' }))
    expect(next.entries.map(({ slide, notes }) => [slide.id, notes])).toEqual([
      [1, ''],
      [2, 'look again']
    ])
    expect(placed(page, entry({ slide: slide({ id: 3 }) })).entries).toEqual(page.entries)
  })
})

describe('the state of a slide', () => {
  const { states } = texts.library

  it('shows first a problem for the user, then work in progress, then the review', () => {
    const signed = entry({ state: 'signed' })
    expect(slideState(slide({ missing: true }), [run('running')], signed).text).toBe(states.missing)
    expect(slideState(slide(), [run('running', 1)], signed)).toMatchObject({
      text: states.running(25),
      progress: 0.25
    })
    expect(slideState(slide({ mpp: null }), [], signed).sign).toBe('asks')
    expect(slideState(slide(), [run('done')], signed)).toMatchObject({ text: states.signed, sign: 'signed' })
  })

  it('counts review progress, unless there is nothing to review', () => {
    const reviewed = entry({ state: 'inReview', progress: { reviewed: 37, total: 212 } })
    expect(slideState(slide(), [run('done')], reviewed)).toMatchObject({
      text: states.inReviewOf(37, 212),
      progress: 37 / 212
    })
    const empty = entry({ state: 'inReview', progress: { reviewed: 0, total: 0 } })
    expect(slideState(slide(), [run('done')], empty)).toEqual({
      text: states.inReview,
      sign: 'inReview',
      tone: 'busy'
    })
  })

  it('follows the analyses of a slide without a review', () => {
    expect(slideState(slide(), [], entry()).sign).toBe('new')
    expect(slideState(slide(), [run('failed'), run('done')], entry()).sign).toBe('failed')
    expect(slideState(slide(), [run('cancelled'), run('done')], entry()).sign).toBe('analysed')
    expect(slideState(slide(), [run('interrupted')]).sign).toBe('stopped')
  })

  it('never shows an analysis without a result as a plain “Analysed”, “In review” or “Signed”', () => {
    for (const [outcome, sign] of [
      ['noTissue', 'notAnalysed'],
      ['unreadable', 'notAnalysed'],
      ['partial', 'partlyAnalysed']
    ] as const) {
      const text = outcomeTitles[outcome]
      const newest = { ...run('done'), outcome }
      expect(slideState(slide(), [newest, run('done')], entry())).toEqual({ text, sign, tone: 'bad' })
      for (const state of ['signed', 'inReview'] as const)
        expect(slideState(slide(), [newest], entry({ state, outcome }))).toEqual({
          text: `${states[state]} · ${text.toLowerCase()}`,
          sign: state,
          tone: 'bad'
        })
    }
  })
})
