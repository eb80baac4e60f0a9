import { z } from 'zod'
import { DuctalError } from '../../contract/errors.ts'

export type Config = Record<string, unknown>

/** A layer as model.json describes it. A nested model is a layer, too. */
export interface Layer {
  class_name: string
  name?: string
  config: Config
  /** Functional models: one entry per use, with its inputs as [layer, node, tensor, options]. */
  inbound_nodes?: unknown[]
}

/** A whole model; `config.layers` are in the order of the computation. */
export interface Topology extends Layer {
  config: Config & {
    name: string
    layers: Layer[]
    input_layers?: [string, number, number][]
    output_layers?: [string, number, number][]
  }
}

/** Classes of nested and of whole models. */
export const modelClasses = ['Sequential', 'Functional', 'Model']

export const isModel = (layer: Layer): layer is Topology => modelClasses.includes(layer.class_name)

const LayerJson = z.looseObject({ class_name: z.string(), config: z.looseObject({}) })
const TopologyJson = z.object({
  class_name: z.enum(modelClasses),
  config: z.looseObject({ layers: z.array(LayerJson).min(1) })
})

/** Finds the model in a `modelTopology`, which some converters wrap, and some keep as a text. */
export function topologyOf(name: string, modelTopology: Config): { keras: string; model: Topology } {
  const given = modelTopology.model_config ?? modelTopology
  const value: unknown = typeof given === 'string' ? JSON.parse(given) : given
  const parsed = TopologyJson.safeParse(value)
  if (!parsed.success)
    throw new DuctalError(
      'model/invalid',
      `The model.json of ${name} does not describe the layers of a Keras model. Save the model again with save_keras_model.`,
      { cause: parsed.error }
    )
  const { keras_version: version } = modelTopology
  return { keras: typeof version === 'string' ? version : '', model: parsed.data as unknown as Topology }
}

/** A model that is sound, but of a kind that Ductal does not read. */
export const unsupported = (message: string) => new DuctalError('model/unsupported', message)
