import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { ModelSpec } from '../model-folder/spec.ts'
import { Graph } from './graph.ts'
import { writeLayer } from './layers.ts'

/** Probabilities this close to 0 or 1 have no logit. */
const [least, most] = [1e-6, 1 - 1e-6]

/**
 * Returns a model as ONNX, from levels 0–255 to the probabilities of its two classes: preparing the
 * pixels is part of the graph, and so is a temperature. Neighbouring patches are not.
 * @throws model/unsupported for a layer that cannot be written
 */
export function onnxOf(spec: ModelSpec, model: LayersModel): Uint8Array {
  const graph = new Graph()
  const { patch, channels, normalisation, mpp } = spec.input
  const { mean, deviation } = normalisation
  const centred = graph.node('Sub', ['patches', graph.floats([3], Float32Array.from(mean))])
  const scaled = graph.node('Div', [centred, graph.floats([3], Float32Array.from(deviation))])
  const values = new Map<number, string>([[model.inputs[0]!.id, scaled]])
  for (const layer of model.layers) {
    if (layer.getClassName() === 'InputLayer') continue
    const inputs = [layer.input].flat().map(({ id }) => values.get(id) ?? '')
    const config = layer.getConfig() as Record<string, unknown>
    values.set((layer.output as SymbolicTensor).id, writeLayer({ graph, layer, config, inputs }))
  }
  const output = tempered(graph, values.get(model.outputs[0]!.id) ?? '', spec.temperature)
  return graph.model({
    input: { name: 'patches', shape: [patch, patch, channels] },
    output: { name: 'probabilities', value: output, shape: [2] },
    description: `${spec.title} ${spec.version}. ${spec.intendedUse}`,
    facts: {
      name: spec.name,
      version: spec.version,
      classes: JSON.stringify(spec.classes),
      positiveClass: String(spec.positiveClass),
      mpp: String(mpp),
      threshold: String(spec.threshold),
      golden: JSON.stringify(spec.golden ?? []),
      temperature: String(spec.temperature ?? 1),
      licence: spec.licence
    }
  })
}

/** Same as `tempered` (network/temperature.ts): a softmax of the logarithms over a temperature. */
function tempered(graph: Graph, output: string, temperature: number | undefined): string {
  if (temperature === undefined) return output
  const limits = [least, most].map(limit => graph.floats([], Float32Array.of(limit)))
  const logarithm = graph.node('Log', [graph.node('Clip', [output, ...limits])])
  const divided = graph.node('Div', [logarithm, graph.floats([1], Float32Array.of(temperature))])
  return graph.node('Softmax', [divided], { axis: -1 })
}
