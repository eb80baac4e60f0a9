import type { WholeSlide } from '../../contract/run.ts'
import type { WholeSlideCalibration } from '../../contract/whole-slide.ts'
import type { ModelSpec } from '../model-folder/spec.ts'
import { calibrateSlide } from './calibration.ts'
import type { Places } from './neighbours.ts'
import { judgeBySurroundings } from './surroundings.ts'

/** Returns how a model calibrates a slide's patches together, or null if it scores each alone. */
export function slideCalibrationOf({
  field,
  surroundings
}: Pick<ModelSpec, 'field' | 'surroundings'>): WholeSlideCalibration | null {
  if (field) return { kind: 'field', ...field }
  return surroundings ? { kind: 'surroundings', ...surroundings } : null
}

/**
 * Calibrates the network's probabilities of a whole slide's patches.
 * @param step grid places between directly adjacent patches; more than one if patches overlap
 */
export function calibrateWhole(
  calibration: WholeSlideCalibration,
  places: Places,
  probabilities: ArrayLike<number>,
  step = 1
): { probabilities: Float32Array; fit: WholeSlide } {
  if (calibration.kind === 'field') return calibrateSlide(calibration, places, probabilities, step)
  return {
    probabilities: judgeBySurroundings(calibration, places, probabilities, step),
    fit: {
      patches: probabilities.length,
      mixture: null,
      separation: null,
      taken: 'surroundings',
      cut: null
    }
  }
}
