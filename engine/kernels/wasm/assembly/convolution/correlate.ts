import { ROW } from '../lanes'
import { blockOf, paddedRows } from '../product'
import { fourOutputs, sixOutputs } from '../unrolled'
import { Place } from './place'

/**
 * A convolution in training, forward or back to its input: windows that always lie inside of their
 * image, because images have a border of zeros. Steps are bytes, so that a way back through stride
 * two writes every other pixel. The host lays it into memory in this order
 * (kernels/training-plan.ts).
 */
@unmanaged
class CorrelationPlan {
  /** Where the first window begins. */
  input: usize
  /** From the window of a row of the output to that of the next, of a pixel to the next. */
  inputRow: i32
  inputPixel: i32
  /** From a row of the window to the next. */
  windowRow: i32
  windowHeight: i32
  /** Numbers of the input in a row of the window. */
  depth: i32
  output: usize
  outputRow: i32
  outputPixel: i32
  height: i32
  width: i32
  /** An even number, at least four. */
  outputs: i32
  /** Packed as product.ts reads them, k being [window row][depth]. */
  weights: usize
  /** Zeros: one float an output, filled up as the weights are. */
  zeros: usize
  /** Whether the sums are added to what the output holds. */
  adds: i32
  /** Rows of the output that are finished before the next ones begin. */
  band: i32
}

const placeAt = memory.data(32)

/** output[y, x] (+)= Σ weights · window[y, x], for one group. */
export function correlate(at: usize): void {
  const plan = changetype<CorrelationPlan>(at)
  const place = changetype<Place>(placeAt)
  place.inputStride = plan.windowRow
  place.weightStride = (<usize>plan.depth) << 2
  place.rectified = false
  place.rows = plan.windowHeight
  place.depth = plan.depth
  for (let first = 0; first < plan.height; first += plan.band) {
    const last = min(plan.height, first + plan.band)
    let weights = plan.weights
    let offset: usize = 0
    for (let left = paddedRows(plan.outputs); left > 0; ) {
      const block = blockOf(left)
      for (let y = first; y < last; y++) {
        let input = plan.input + <usize>(y * plan.inputRow)
        let out = plan.output + <usize>(y * plan.outputRow) + offset
        for (let x = 0; x < plan.width; x++) {
          const added = plan.adds ? out : 0
          if (block == 6) sixOutputs(place, weights, input, out, plan.zeros, added)
          else fourOutputs(place, weights, input, out, plan.zeros, added)
          input += plan.inputPixel
          out += plan.outputPixel
        }
      }
      weights += <usize>(block * plan.windowHeight) * place.weightStride
      offset += <usize>block * ROW
      left -= block
    }
  }
}
