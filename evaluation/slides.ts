import type { WholeSlideCalibration } from '../contract/runs/whole-slide.ts'
import { calibrateWhole } from '../engine/slide-calibration/calibrate.ts'
import { placesOf } from '../engine/slide-calibration/neighbours.ts'
import { type PatchSet, patientNameOf, placeOf } from './data/patches.ts'

/**
 * Applies slide calibration to each slide's probabilities; the patches of one patient are one
 * slide.
 */
export function judgeSlides(
  calibration: WholeSlideCalibration,
  set: PatchSet,
  indices: Uint32Array,
  scores: Float32Array
): Float32Array {
  const judged = new Float32Array(scores.length)
  for (const places of bySlide(set, indices).values()) {
    const { probabilities: found } = calibrateWhole(
      calibration,
      placesOf(places.map(place => placeOf(set, indices[place] as number))),
      places.map(place => scores[place] as number)
    )
    places.forEach((place, i) => {
      judged[place] = found[i] as number
    })
  }
  return judged
}

/** Returns, for each patient, the positions of its patches in `indices`. */
function bySlide(set: PatchSet, indices: Uint32Array): Map<string, number[]> {
  const slides = new Map<string, number[]>()
  indices.forEach((index, place) => {
    const patient = patientNameOf(set, index)
    const places = slides.get(patient) ?? []
    slides.set(patient, places)
    places.push(place)
  })
  return slides
}
