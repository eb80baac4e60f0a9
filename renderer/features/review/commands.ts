import type { Command } from '../../commands/command.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useRuns } from '../../core/runs.ts'
import { showChoices, useSettings } from '../../core/settings.ts'
import { useDrawing } from '../../stage/drawing.ts'
import { texts } from '../../texts.ts'
import { useComments } from './comments.ts'
import { decisionKeys, decisions, stepKeys } from './decisions.ts'
import { type MarkTool, markTools, useMarking } from './marking.ts'
import { useQueue } from './queue.ts'
import { describeAction, useReview } from './review.ts'
import { useReviewers } from './reviewers.ts'

const group = 'review'
const markKeys: Record<MarkTool, string> = { markBrush: 'W', markLasso: 'Shift+W' }
const t = texts.reviewKeys

/** Commands for the review, by key, button or palette. */
export function reviewCommands(): Command[] {
  const runs = useRuns()
  const review = useReview()
  const queue = useQueue()
  const drawing = useDrawing()
  const reviewers = useReviewers()
  const marking = useMarking()
  const dialogs = useDialogs()
  const settings = useSettings()
  const comments = useComments()
  const has = () => runs.current?.status === 'done'
  const queued = () => settings.values.panelTab === 'review' && has() && queue.current !== undefined
  /** Also while the list is read: a decision that comes too early must not zoom the slide. */
  const deciding = () => settings.values.panelTab === 'review' && has() && !review.signed
  const open = () => queued() && !review.signed
  const goTo = (tab: string) => () => {
    settings.values.panelOpen = true
    settings.values.panelTab = tab
  }
  return [
    ...decisions.map(
      (decision): Command => ({
        id: `review.${decision}`,
        group,
        title: t[decision],
        keys: [decisionKeys[decision]],
        available: deciding,
        run: () => {
          if (marking.current) marking.label = decision
          else return queue.decide(decision)
        }
      })
    ),
    ...markTools.map(
      (tool): Command => ({
        id: `review.${tool}`,
        group,
        title: texts.queue[tool],
        keys: [markKeys[tool]],
        available: () => settings.values.panelTab === 'review' && has() && !review.signed,
        active: () => marking.current === tool,
        run: key => marking.toggle(tool, key !== undefined)
      })
    ),
    {
      id: 'review.skip',
      group,
      title: t.skip,
      keys: [stepKeys.skip],
      available: queued,
      run: () => queue.step(1)
    },
    {
      id: 'review.back',
      group,
      title: t.back,
      keys: [stepKeys.back],
      available: queued,
      run: () => queue.step(-1)
    },
    { id: 'review.clear', group, title: t.clear, keys: ['E'], available: open, run: () => queue.clear() },
    {
      id: 'review.undo',
      group,
      name: texts.history.undo,
      get title() {
        const action = review.review?.undo
        return action ? texts.history.undoWhat(describeAction(action)) : texts.history.undo
      },
      keys: ['Mod+Z'],
      available: () =>
        has() &&
        !review.signed &&
        (drawing.drawing !== undefined || review.review?.undo != null || review.stepping > 0),
      run: () => drawing.back() || review.undo()
    },
    {
      id: 'review.redo',
      group,
      name: texts.history.redo,
      get title() {
        const action = review.review?.redo
        return action ? texts.history.redoWhat(describeAction(action)) : texts.history.redo
      },
      keys: ['Mod+Y'],
      aliases: ['Mod+Shift+Z'],
      available: () => has() && !review.signed && (review.review?.redo != null || review.stepping > 0),
      run: () => review.redo()
    },
    {
      id: 'review.shows',
      group,
      title: t.shows,
      keys: ['Shift+H'],
      available: has,
      run() {
        const next = showChoices.indexOf(settings.values.shows) + 1
        settings.values.shows = showChoices[next % showChoices.length] ?? 'both'
      }
    },
    {
      id: 'review.why',
      group,
      title: t.why,
      keys: ['Y'],
      available: queued,
      active: () => settings.values.why,
      run() {
        settings.values.why = !settings.values.why
      }
    },
    {
      id: 'review.reviewer',
      group,
      get title() {
        return reviewers.current ? texts.reviewer.current(reviewers.current.name) : texts.reviewer.none
      },
      run: () => dialogs.open('reviewer')
    },
    {
      id: 'review.comment',
      group,
      title: t.comment,
      keys: ['Shift+Q'],
      available: () => has() && !review.signed,
      run() {
        // Comments on what is on screen, such as a patch or a region, or else on the slide.
        if (comments.lists === 0) goTo('history')()
        settings.values.panelOpen = true
        comments.wanted = true
      }
    },
    {
      id: 'review.sign',
      group,
      title: texts.signing.title,
      keys: ['Shift+G'],
      available: () => has() && !review.signed && review.saving.state !== 'failed',
      run: () => dialogs.open('sign')
    },
    {
      id: 'review.reopen',
      group,
      title: texts.signing.reopenTitle,
      keys: ['Shift+G'],
      available: () => has() && review.signed,
      run: () => dialogs.open('reopen')
    },
    {
      id: 'review.history',
      group,
      title: t.showHistory,
      keys: ['Shift+A'],
      available: has,
      run: goTo('history')
    },
    { id: 'review.show', group, title: t.showReview, keys: ['Q'], available: has, run: goTo('review') },
    { id: 'review.regions', group, title: t.showRegions, keys: ['A'], available: has, run: goTo('regions') }
  ]
}
