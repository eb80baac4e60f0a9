import type { Surroundings } from '../../contract/model.ts'
import { logit } from './calibration.ts'
import { type Places, ringsAround } from './neighbours.ts'

/**
 * Calibrated probabilities of a slide's patches. A patch without neighbours is calibrated by its
 * own logit alone. Nothing else of the slide counts: whatever moves a patch lies within a few
 * patches of it.
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
