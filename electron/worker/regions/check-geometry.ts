import { DuctalError } from '../../../contract/errors.ts'
import type { Geometry, RegionKind } from '../../../contract/review/region.ts'
import type { Size } from '../../../geometry/storing/clip.ts'
import { type Storable, storable, Unstorable } from '../../../geometry/storing/storable.ts'

/**
 * Returns a shape as the library stores it: valid, and cut to the slide.
 * @param slide size in level-0 pixels
 * @throws DuctalError region/bad-geometry
 */
export function checked(kind: RegionKind, geometry: Geometry, slide: Size): Storable {
  try {
    return storable(kind, geometry, slide)
  } catch (error) {
    if (!(error instanceof Unstorable)) throw error
    throw new DuctalError('region/bad-geometry', `Cannot save this region: it ${error.message}.`)
  }
}
