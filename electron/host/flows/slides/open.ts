import { resolve } from 'node:path'
import type { Output } from '../../../../contract/calls.ts'
import { failureOf } from '../../../../contract/errors.ts'
import type { Slide } from '../../../../contract/slides/slide.ts'
import type { Context } from '../../context.ts'
import { expandHome } from '../../library/browse.ts'
import { keepSlide } from '../../slides/records.ts'
import { view } from '../view.ts'

/** Opens a slide, or every slide of a folder. Lists what failed next to what opened. */
export async function openPath(
  context: Pick<Context, 'db' | 'pool' | 'events' | 'log'>,
  path: string,
  mpp: number | undefined,
  signal: AbortSignal
): Promise<Output<'slides.open'>> {
  const { slides: paths } = await view(
    context,
    'discover',
    { path: resolve(expandHome(path.trim())) },
    signal
  )
  const slides: Slide[] = []
  const refused: Output<'slides.open'>['refused'] = []
  for (const path of paths)
    try {
      const facts = await view(context, 'open', { path }, signal)
      const slide = keepSlide(context.db, path, facts, facts.kind === 'patches' ? undefined : mpp)
      context.events.emit({ type: 'slide', slide })
      slides.push(slide)
    } catch (error) {
      const failure = failureOf(error)
      if (paths.length === 1 || failure.code === 'call/cancelled') throw error
      if (failure.code === 'internal') context.log(`opening ${path}`, error)
      refused.push({ path, ...failure })
    }
  return { slides, refused }
}
