import { incompleteOf, isNothing, outcomeTitles } from '../../../contract/runs/outcome.ts'
import type { Run } from '../../../contract/runs/run.ts'
import type { LibraryEntry } from '../../../contract/slides/library.ts'
import type { Slide } from '../../../contract/slides/slide.ts'
import { progressOf } from '../../core/run-state.ts'
import { texts } from '../../texts.ts'

/** Icon shown before the text, so that colour is not the only cue. */
export type SlideSign =
  | 'new'
  | 'queued'
  | 'running'
  | 'notAnalysed'
  | 'partlyAnalysed'
  | 'analysed'
  | 'inReview'
  | 'signed'
  | 'stopped'
  | 'failed'
  | 'asks'
  | 'missing'

export interface SlideStatus {
  text: string
  sign: SlideSign
  tone: 'calm' | 'busy' | 'good' | 'warn' | 'bad'
  /** Progress from 0 to 1 while an analysis or a review is in progress. */
  progress?: number
}

/**
 * Describes the state of a slide in a few words. States that need the user's attention come first.
 * @param runs of this slide, newest first
 * @param entry the slide's library entry, once it is loaded
 */
export function slideState(
  slide: Slide,
  runs: readonly Run[],
  entry?: Pick<LibraryEntry, 'state' | 'progress' | 'outcome'>
): SlideStatus {
  const { states } = texts.library
  if (slide.changed) return { text: states.changed, sign: 'missing', tone: 'bad' }
  if (slide.missing) return { text: states.missing, sign: 'missing', tone: 'bad' }
  const active = runs.find(run => run.status === 'running') ?? runs.find(run => run.status === 'queued')
  if (active?.status === 'running') {
    const progress = progressOf(active)
    return { text: states.running(Math.floor(progress * 100)), sign: 'running', tone: 'busy', progress }
  }
  if (active) return { text: states.queued, sign: 'queued', tone: 'busy' }
  if (slide.mpp === null) return { text: states.noResolution, sign: 'asks', tone: 'warn' }
  return reviewState(entry) ?? runState(runs)
}

function reviewState(entry?: Pick<LibraryEntry, 'state' | 'progress' | 'outcome'>): SlideStatus | undefined {
  const { states } = texts.library
  const lacks = entry ? incompleteOf(entry) : null
  // A review of an analysis without a result must not look like a review of a negative one.
  if (lacks && (entry?.state === 'signed' || entry?.state === 'inReview'))
    return { text: states.lacking(states[entry.state], outcomeTitles[lacks]), sign: entry.state, tone: 'bad' }
  if (entry?.state === 'signed') return { text: states.signed, sign: 'signed', tone: 'good' }
  if (entry?.state !== 'inReview') return undefined
  const { reviewed, total } = entry.progress ?? { reviewed: 0, total: 0 }
  if (total === 0) return { text: states.inReview, sign: 'inReview', tone: 'busy' }
  return {
    text: states.inReviewOf(reviewed, total),
    sign: 'inReview',
    tone: 'busy',
    progress: reviewed / total
  }
}

function runState([newest, ...others]: readonly Run[]): SlideStatus {
  const { states } = texts.library
  if (!newest) return { text: states.new, sign: 'new', tone: 'calm' }
  if (newest.status === 'failed') return { text: states.failed, sign: 'failed', tone: 'bad' }
  const done = [newest, ...others].find(run => run.status === 'done')
  const lacks = done ? incompleteOf(done) : null
  if (lacks)
    return {
      text: outcomeTitles[lacks],
      sign: isNothing(lacks) ? 'notAnalysed' : 'partlyAnalysed',
      tone: 'bad'
    }
  if (done) return { text: states.analysed, sign: 'analysed', tone: 'good' }
  const text = newest.status === 'cancelled' ? states.cancelled : states.interrupted
  return { text, sign: 'stopped', tone: 'warn' }
}
