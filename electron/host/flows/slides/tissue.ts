import type { Slide } from '../../../../contract/slides/slide.ts'
import { requireMpp } from '../../slides/records.ts'
import { proposeThreshold, type TissueMap } from '../../tissue/mask.ts'
import { view } from '../view.ts'
import { type Identifying, withSameContent } from './identity.ts'

/** Edge of a tissue map cell in µm: a sixth of a patch. */
const tissueCell = 32

/** Returns a slide's tissue scores, and the threshold that separates them best. */
export async function tissueOf(
  context: Identifying,
  slide: Slide,
  signal: AbortSignal
): Promise<TissueMap & { threshold: number }> {
  const mpp = requireMpp(slide)
  const map = await withSameContent(context, slide.id, signal, ({ slide: { path, kind }, stamp }) =>
    view(context, 'tissue', { path, stamp, kind, mpp, cell: tissueCell }, signal)
  )
  return { ...map, cell: tissueCell / mpp, threshold: proposeThreshold(map.scores) }
}
