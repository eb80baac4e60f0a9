import { DuctalError } from '../../contract/errors.ts'
import { isModel, type Layer, type Topology } from './model-json.ts'

/** One weight as model.json lists it. */
export interface WeightSpec {
  name: string
  shape: number[]
  dtype: string
  quantization?: { dtype: string }
}

/** A weight with its bytes. */
export interface Weight {
  spec: WeightSpec
  bytes: Uint8Array
}

const sizes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  uint16: 2,
  float16: 2,
  uint8: 1,
  bool: 1
}

/**
 * Cuts the bytes of all shards into weights.
 * @throws model/invalid if they do not add up
 */
export function cutWeights(name: string, specs: readonly WeightSpec[], bytes: Uint8Array): Weight[] {
  let place = 0
  const weights = specs.map(spec => {
    const dtype = spec.quantization?.dtype ?? spec.dtype
    const size = sizes[dtype]
    if (size === undefined)
      throw new DuctalError(
        'model/unsupported',
        `The weight ${spec.name} of model ${name} is of type ${dtype}, which Ductal does not read. Save the model in float32.`
      )
    const start = place
    place += size * spec.shape.reduce((product, edge) => product * edge, 1)
    return { spec, bytes: bytes.subarray(start, place) }
  })
  if (place === bytes.length) return weights
  throw new DuctalError(
    'model/invalid',
    `The weight files of model ${name} have ${bytes.length} bytes, but model.json lists ${place}. Copy the complete folder and import it again.`
  )
}

export function floatWeight(name: string, shape: number[], values: readonly number[]): Weight {
  const bytes = new Uint8Array(Float32Array.from(values).buffer)
  return { spec: { name, shape, dtype: 'float32' }, bytes }
}

/**
 * Names weights as TensorFlow.js does, LAYER/WEIGHT. Keras 3 puts the names of the models around
 * the layer in front, and recurrent layers put their cell between.
 */
export function renamed(weights: readonly Weight[], model: Topology): Weight[] {
  const layers = new Set(leavesOf(model).map(({ config }) => String(config.name)))
  return weights.map(weight => {
    const parts = weight.spec.name.split('/')
    const layer = parts.slice(0, -1).findLast(part => layers.has(part))
    if (layer === undefined) return weight
    return { ...weight, spec: { ...weight.spec, name: `${layer}/${parts.at(-1)}` } }
  })
}

/** All layers, with those of nested models in place of these. */
export const leavesOf = (model: Topology): Layer[] =>
  model.config.layers.flatMap(layer => (isModel(layer) ? leavesOf(layer) : [layer]))
