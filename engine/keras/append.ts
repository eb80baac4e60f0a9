import type { Layer, Topology } from './model-json.ts'
import { floatWeight, type Weight } from './weights.ts'

/** A network in the form that TensorFlow.js reads. */
export interface Network {
  model: Topology
  weights: Weight[]
}

/**
 * Turns the end of a network into probabilities of two classes, with Keras' own layers:
 * - two logits: a softmax;
 * - one probability p of the second class: 1 − p and p;
 * - one logit z of the second class: a softmax of 0 and z.
 */
export function withProbabilities(network: Network, outputs: 1 | 2, areLogits: boolean): Network {
  if (outputs === 2) return areLogits ? appended(network, softmax) : network
  const kernel = areLogits ? [0, 1] : [-1, 1]
  const bias = areLogits ? [0, 0] : [1, 0]
  const { model, weights } = appended(network, bothClasses(areLogits ? 'softmax' : 'linear'))
  return {
    model,
    weights: [
      ...weights,
      floatWeight(`${bothName}/kernel`, [1, 2], kernel),
      floatWeight(`${bothName}/bias`, [2], bias)
    ]
  }
}

const bothName = 'both_classes'

const softmax: Layer = { class_name: 'Activation', config: { name: 'probabilities', activation: 'softmax' } }

const bothClasses = (activation: string): Layer => ({
  class_name: 'Dense',
  config: { name: bothName, units: 2, use_bias: true, activation }
})

function appended({ model, weights }: Network, layer: Layer): Network {
  const { layers, output_layers } = model.config
  const name = String(layer.config.name)
  const [end] = output_layers ?? []
  const added = end ? { ...layer, name, inbound_nodes: [[[...end, {}]]] } : layer
  const config = {
    ...model.config,
    layers: [...layers, added],
    ...(end ? { output_layers: [[name, 0, 0] as [string, number, number]] } : {})
  }
  return { model: { ...model, config }, weights }
}
