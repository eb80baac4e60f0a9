import type { Tensor } from '@tensorflow/tfjs-core'

/** Returns the single tensor that a layer is called with. */
export function onlyTensor(inputs: Tensor | Tensor[]): Tensor {
  if (!Array.isArray(inputs)) return inputs
  if (inputs.length !== 1 || !inputs[0]) throw new RangeError(`expected one input, not ${inputs.length}`)
  return inputs[0]
}
