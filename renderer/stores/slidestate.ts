import type { Run } from '../../contract/run.ts'
import type { Slide } from '../../contract/slide.ts'
import { texts } from '../texts.ts'

export interface SlideState {
  text: string
  tone: 'calm' | 'busy' | 'good' | 'warn' | 'bad'
  /** 0–1 while an analysis goes on. */
  progress?: number
}

/** Share of a run's tiles that are over, whatever came of them. */
export function progressOf({ tiles }: Pick<Run, 'tiles'>): number {
  return tiles.total === 0 ? 0 : (tiles.done + tiles.failed + tiles.background) / tiles.total
}

/** How a slide stands, in a few words. What needs a person comes first. @param runs of this slide, newest first */
export function slideState(slide: Slide, runs: readonly Run[]): SlideState {
  const { states } = texts.library
  if (slide.missing) return { text: states.missing, tone: 'bad' }
  const active = runs.find(run => run.status === 'running') ?? runs.find(run => run.status === 'queued')
  if (active?.status === 'running') {
    const progress = progressOf(active)
    return { text: states.running(Math.floor(progress * 100)), tone: 'busy', progress }
  }
  if (active) return { text: states.queued, tone: 'busy' }
  if (slide.mpp === null) return { text: states.noResolution, tone: 'warn' }
  const [newest] = runs
  if (!newest) return { text: states.new, tone: 'calm' }
  if (newest.status === 'failed') return { text: states.failed, tone: 'bad' }
  if (runs.some(run => run.status === 'done')) return { text: states.done, tone: 'good' }
  return { text: newest.status === 'cancelled' ? states.cancelled : states.interrupted, tone: 'warn' }
}
