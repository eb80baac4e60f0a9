import type { Surroundings } from '../../contract/models/model.ts'
import { logit } from './calibration.ts'
import { type Places, ringsAround } from './neighbours.ts'

/**
 * Returns calibrated probabilities of a slide's patches. A patch without neighbours is calibrated
 * by its own logit alone. Patches outside the rings have no influence, so that no property of the
 * whole slide moves the threshold.
 * @param probabilities the network's output, one value per place
 * @param step grid places between directly adjacent patches; more than one if patches overlap
 */
export function judgeBySurroundings(
  { slope, bias, rings }: Surroundings,
  places: Places,
  probabilities: ArrayLike<number>,
  step = 1
): Float32Array {
  const logits = Float64Array.from(probabilities, logit)
  const odds = logits.map(value => slope * value + bias)
  const around = ringsAround(rings.length, places, logits, step)
  around.forEach(({ shares, means }, ring) => {
    const { own, weight, bias } = rings[ring]!
    for (let i = 0; i < odds.length; i++)
      odds[i]! += (own * logits[i]! + bias) * shares[i]! + weight * means[i]!
  })
  return Float32Array.from(odds, value => 1 / (1 + Math.exp(-value)))
}
