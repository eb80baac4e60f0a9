import { resolve } from 'node:path'
import type { Output } from '../../../../contract/calls.ts'
import { DuctalError, failureOf, type OverrulableCode } from '../../../../contract/errors.ts'
import type { SlideFacts } from '../../../../contract/slides/facts.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import type { Context } from '../../context.ts'
import { expandHome } from '../../library/browse.ts'
import { append } from '../../review/log/log.ts'
import { loggingSlides } from '../../review/log/result.ts'
import { type Caller, requireReviewer } from '../../review/reviewers.ts'
import { addOverrulings, keepSlide, knownSlide, slidesOfContent } from '../../slides/records.ts'
import { view } from '../view.ts'
import { findCopies, noteCheck } from './identity.ts'

type Services = Pick<Context, 'db' | 'pool' | 'events' | 'log'>

interface Wishes {
  /** µm per pixel set by the user. */
  mpp?: number | undefined
  /** Refusals that the caller’s reviewer overrules. */
  overrule?: readonly OverrulableCode[] | undefined
}

/** Opens a slide, or every slide of a folder. Lists what failed next to what opened. */
export async function openPath(
  context: Services,
  caller: Caller,
  path: string,
  wishes: Wishes,
  signal: AbortSignal
): Promise<Output<'slides.open'>> {
  const given = resolve(expandHome(path.trim()))
  // A slide that crashed workers is tried again only if the user asks for it.
  context.pool.forgive(given)
  const { slides: paths } = await view(context, 'discover', { path: given }, signal)
  const slides: Slide[] = []
  const refused: Output<'slides.open'>['refused'] = []
  for (const path of paths)
    try {
      const facts = await view(context, 'open', { path }, signal)
      const slide = keep(context, caller, path, facts, wishes)
      noteCheck(context, slide, facts.stamp)
      context.events.emit({ type: 'slide', slide })
      slides.push(slide)
    } catch (error) {
      const failure = failureOf(error)
      if (paths.length === 1 || failure.code === 'call/cancelled') throw error
      if (failure.code === 'internal') context.log(`opening ${path}`, error)
      refused.push({ path, ...failure })
    }
  await findCopies(context, signal)
  return { slides, refused }
}

/**
 * Adds a slide to the library, and records refusals that the reviewer overrules.
 * @throws DuctalError the refusal, unless it is overruled now or was overruled before for this
 *   content; review/no-reviewer
 */
function keep(
  { db }: Services,
  caller: Caller,
  path: string,
  facts: SlideFacts,
  { mpp, overrule = [] }: Wishes
): Slide {
  const settled = knownSlide(db, facts)?.overruled.map(({ code, finding }) => `${code} ${finding}`) ?? []
  const doubts = facts.doubts.filter(({ code, finding }) => !settled.includes(`${code} ${finding}`))
  const refusal = doubts.find(({ code }) => !overrule.includes(code))
  if (refusal) throw new DuctalError(refusal.code, refusal.message)
  return loggingSlides(db, slidesOfContent(db, facts), () => {
    const slide = keepSlide(db, path, facts, facts.kind === 'patches' ? undefined : mpp)
    if (doubts.length === 0) return slide
    const { id, name } = requireReviewer(db, caller)
    const added = doubts.map(({ code, finding }) => {
      const after = { slide: slide.fingerprint, file: slide.name, code, finding }
      const { at } = append(db, {
        kind: 'overrule',
        reviewer: { id, name },
        review: null,
        run: null,
        before: null,
        after
      })
      return { code, finding, reviewer: name, at: at.utc }
    })
    return addOverrulings(db, slide.id, added)
  })
}
