import type { SlideCalibration, Surroundings } from '../../contract/models/model.ts'
import type { WholeSlide } from '../../contract/runs/run.ts'
import type { WholeSlideCalibration } from '../../contract/runs/whole-slide.ts'
import { calibrateSlide } from './calibration.ts'
import type { Places } from './neighbours.ts'
import { judgeBySurroundings } from './surroundings.ts'

/** Returns the slide calibration of a model's spec.json; null if each patch stands alone. */
export function slideCalibrationOf({
  field,
  surroundings
}: {
  field?: SlideCalibration | undefined
  surroundings?: Surroundings | undefined
}): WholeSlideCalibration | null {
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
