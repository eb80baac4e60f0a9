import { type Config, isModel, type Layer, type Topology } from './model-json.ts'
import { floatWeight, leavesOf, type Weight } from './weights.ts'

/** Keras keeps the root of the variance above this; here it is added to the variance. */
const epsilon = 1e-7

/**
 * TensorFlow.js has no `Normalization`; a batch normalisation without factor and offset has the
 * same effect.
 */
export function withoutNormalization(
  model: Topology,
  weights: readonly Weight[]
): { model: Topology; weights: Weight[] } {
  const found = leavesOf(model).filter(({ class_name }) => class_name === 'Normalization')
  const names = new Set(found.map(({ config }) => String(config.name)))
  const kept = weights.flatMap(weight => {
    const [layer = '', own = ''] = weight.spec.name.split('/')
    if (!names.has(layer)) return [weight]
    // The count of patches that the layer was adapted to.
    if (own !== 'mean' && own !== 'variance') return []
    return [{ ...weight, spec: { ...weight.spec, name: `${layer}/moving_${own}` } }]
  })
  const added = found.flatMap(({ config }) =>
    (['mean', 'variance'] as const).flatMap(own => {
      const values = [config[own]].flat(4).filter(value => typeof value === 'number')
      return values.length === 0
        ? []
        : [floatWeight(`${String(config.name)}/moving_${own}`, [values.length], values)]
    })
  )
  return { model: replaced(model), weights: [...kept, ...added] }
}

function replaced(model: Topology): Topology {
  const layers = model.config.layers.map((layer): Layer => {
    if (isModel(layer)) return replaced(layer)
    if (layer.class_name !== 'Normalization') return layer
    const { name, batch_input_shape } = layer.config
    const config: Config = { name, axis: -1, epsilon, center: false, scale: false }
    return {
      ...layer,
      class_name: 'BatchNormalization',
      config: { ...config, ...(batch_input_shape ? { batch_input_shape } : {}) }
    }
  })
  return { ...model, config: { ...model.config, layers } }
}
