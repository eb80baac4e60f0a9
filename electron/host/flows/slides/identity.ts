/**
 * Checks that the file at a slide's path still has the content that was analysed. A full check
 * reads the file's fingerprint; between two of them, the stamp of its files is compared.
 */
import { existsSync } from 'node:fs'
import { DuctalError, failureOf } from '../../../../contract/errors.ts'
import type { SlideFacts } from '../../../../contract/slides/facts.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import type { Context } from '../../context.ts'
import { loggingSlides } from '../../review/log/result.ts'
import { moveSlide } from '../../slides/places.ts'
import {
  copiesOf,
  displacedSlides,
  getSlide,
  hasOtherFrame,
  isSameContent,
  markChanged,
  refresh
} from '../../slides/records.ts'
import { view } from '../view.ts'

export type Identifying = Pick<Context, 'db' | 'pool' | 'events'>

/** A slide whose content was checked; tasks that read it take both. */
interface Checked {
  slide: Slide
  stamp: string
}

/** Checks of each library's slides in this process, by slide. */
const checks = new WeakMap<object, Map<number, { path: string; stamp: Promise<string> }>>()

function checksOf(context: Identifying) {
  const known = checks.get(context.db) ?? new Map<number, { path: string; stamp: Promise<string> }>()
  checks.set(context.db, known)
  return known
}

/**
 * Reads the fingerprint of a slide, of another copy of it where its own file is gone or changed.
 * Takes over newer facts.
 * @throws DuctalError slide/changed, after recording it; path/…, slide/… as opening the slide does
 */
export async function requireSameContent(
  context: Identifying,
  slideId: number,
  signal: AbortSignal
): Promise<Checked> {
  const slide = getSlide(context.db, slideId)
  checksOf(context).delete(slideId)
  const checked =
    (await checkAt(context, slide, slide.path, signal).catch(error => {
      if (isLost(error) && copiesOf(context.db, slideId).some(path => existsSync(path))) return null
      throw error
    })) ?? (await checkCopies(context, slide, signal))
  if (checked) {
    checksOf(context).set(slideId, { path: checked.slide.path, stamp: Promise.resolve(checked.stamp) })
    return checked
  }
  if (!existsSync(slide.path))
    throw new DuctalError(
      'path/missing',
      `${slide.path} does not exist. Check the path, and that its disk is connected.`
    )
  if (!slide.changed) announce(context, slideId, () => markChanged(context.db, slideId))
  throw changed(slide)
}

/**
 * Runs a task that reads a slide with a stamp of its checked content. A different stamp leads to
 * one full check; the task is repeated if the content is the same, for example after a restore.
 * @throws DuctalError slide/changed, and whatever the task throws
 */
export async function withSameContent<T>(
  context: Identifying,
  slideId: number,
  signal: AbortSignal,
  task: (checked: Checked) => Promise<T>
): Promise<T> {
  const checked = await lastCheck(context, slideId, signal)
  try {
    return await task(checked)
  } catch (error) {
    // A file that is gone may have a copy.
    if (!['slide/changed', 'path/missing'].includes(failureOf(error).code)) throw error
    // Tasks in parallel notice a change together; one of them checks.
    const known = await checksOf(context)
      .get(slideId)
      ?.stamp.catch(() => undefined)
    if (known === checked.stamp) checksOf(context).delete(slideId)
    return task(await lastCheck(context, slideId, signal))
  }
}

/** Remembers that a slide was just read as a whole, so that its first tile need not do it again. */
export function noteCheck(context: Identifying, { id, path }: Slide, stamp: string): void {
  checksOf(context).set(id, { path, stamp: Promise.resolve(stamp) })
}

async function lastCheck(context: Identifying, slideId: number, signal: AbortSignal): Promise<Checked> {
  const slide = getSlide(context.db, slideId)
  if (slide.changed) throw changed(slide)
  const known = checksOf(context).get(slideId)
  if (known?.path === slide.path) return { slide, stamp: await known.stamp }
  // No caller's signal: others wait for the same check.
  const checking = requireSameContent(context, slideId, new AbortController().signal)
  const entry = { path: slide.path, stamp: checking.then(({ stamp }) => stamp) }
  entry.stamp.catch(() => {
    if (checksOf(context).get(slideId) === entry) checksOf(context).delete(slideId)
  })
  checksOf(context).set(slideId, entry)
  const checked = await checking
  signal.throwIfAborted()
  return checked
}

async function checkAt(
  context: Identifying,
  slide: Slide,
  path: string,
  signal: AbortSignal
): Promise<Checked | null> {
  const facts = await view(context, 'open', { path }, signal)
  // Results in another frame would be shown at wrong places, as those of other content are.
  if (!isSameContent(slide, facts) || hasOtherFrame(context.db, slide, facts)) return null
  return found(context, slide, path, facts)
}

async function checkCopies(context: Identifying, slide: Slide, signal: AbortSignal): Promise<Checked | null> {
  for (const path of copiesOf(context.db, slide.id)) {
    const checked = await checkAt(context, slide, path, signal).catch(error => {
      if (isLost(error)) return null
      throw error
    })
    if (checked) return checked
  }
  return null
}

function found(context: Identifying, slide: Slide, path: string, facts: SlideFacts): Checked {
  announce(context, slide.id, () => {
    const refreshed = refresh(context.db, slide.id, facts)
    if (slide.missing || slide.path !== path) return moveSlide(context.db, slide.id, path)
    return refreshed ? getSlide(context.db, slide.id) : null
  })
  return { slide: { ...getSlide(context.db, slide.id), path }, stamp: facts.stamp }
}

/** Records a change and notifies all windows; a read-only library keeps its records. */
function announce(context: Identifying, slideId: number, change: () => Slide | null): void {
  if (context.db.readonly) return
  const slide = loggingSlides(context.db, [slideId], change)
  if (slide) context.events.emit({ type: 'slide', slide })
}

const isLost = (error: unknown) => error instanceof DuctalError && /^(slide|path)\//.test(error.code)

const changed = ({ path }: Slide) =>
  new DuctalError(
    'slide/changed',
    `${path} has changed since it was opened, or is now read with other dimensions. Open it again to analyse it as it is, or put the original file back.`
  )

/**
 * Returns a slide with what its file states now, or as it is stored if the file cannot be read.
 * @throws DuctalError slide/changed, call/cancelled
 */
export async function currentSlide(
  context: Identifying,
  slideId: number,
  signal: AbortSignal
): Promise<Slide> {
  const slide = getSlide(context.db, slideId)
  if (!isCheckable(slide)) return slide
  try {
    return await withSameContent(context, slideId, signal, async checked => checked.slide)
  } catch (error) {
    if (isLost(error) && failureOf(error).code !== 'slide/changed') return slide
    throw error
  }
}

/**
 * Looks for copies of slides whose own files were overwritten. Slides without one stay as they are.
 */
export async function findCopies(context: Identifying, signal: AbortSignal): Promise<void> {
  for (const slideId of displacedSlides(context.db))
    if (copiesOf(context.db, slideId).some(path => existsSync(path)))
      await requireSameContent(context, slideId, signal).catch(error => {
        if (!isLost(error)) throw error
      })
}

/**
 * Whether there is a file to check. A slide whose file is gone, for example to an archive, may be
 * signed: its results are those of the content that was analysed.
 */
export const isCheckable = (slide: Slide): boolean => slide.changed || existsSync(slide.path)
