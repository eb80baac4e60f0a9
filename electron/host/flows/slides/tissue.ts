import type { Slide } from '../../../../contract/slide.ts'
import type { Context } from '../../context.ts'
import { requireMpp } from '../../slides/records.ts'
import { proposeThreshold, type TissueMap } from '../../tissue/mask.ts'
import { view } from '../view.ts'

/** Edge of a tissue map cell in µm: a sixth of a patch. */
const tissueCell = 32

/** Returns a slide's tissue scores, and the threshold that separates them best. */
export async function tissueOf(
  context: Pick<Context, 'pool'>,
  slide: Slide,
  signal: AbortSignal
): Promise<TissueMap & { threshold: number }> {
  const { path, kind } = slide
  const mpp = requireMpp(slide)
  const map = await view(context, 'tissue', { path, kind, mpp, cell: tissueCell }, signal)
  return { ...map, cell: tissueCell / mpp, threshold: proposeThreshold(map.scores) }
}
