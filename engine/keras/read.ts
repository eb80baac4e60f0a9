import { basename } from 'node:path'
import { z } from 'zod'
import { DuctalError } from '../../contract/errors.ts'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { modelFile, readModelFile } from '../model-folder/files.ts'
import type { Network } from './append.ts'
import { type LastActivation, lastActivation, type Scaling, scalingOf } from './ends.ts'
import { type Config, type Layer, type Topology, topologyOf, unsupported } from './model-json.ts'
import { withoutNormalization } from './normalization.ts'
import { plainTopology } from './plain.ts'
import { withFusedLayers } from './recurrent.ts'
import { cutWeights, renamed, type Weight, type WeightSpec } from './weights.ts'

/** A network as another program saved it, in the form that TensorFlow.js reads. */
export interface KerasNetwork extends Network {
  /** Version of Keras that wrote it; empty if unknown. */
  keras: string
  scaling: Scaling | null
  end: { layer: string; activation: LastActivation }
}

const ModelJson = z.looseObject({
  format: z.string().optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().regex(/^\w[\w.-]*$/)),
      weights: z.array(
        z.looseObject({ name: z.string(), shape: z.array(z.number().int().nonnegative()), dtype: z.string() })
      )
    })
  )
})

/**
 * Reads a model.json of Keras 2, Keras 3 or TensorFlow.js, with its weights.
 * @throws model/invalid, model/unsupported
 */
export async function readKeras(folder: string): Promise<KerasNetwork> {
  const { name, topology, manifest } = await parse(folder)
  const shards: Uint8Array[] = []
  for (const path of manifest.flatMap(({ paths }) => paths)) shards.push(await readModelFile(folder, path))
  if (shards.length === 0)
    throw new DuctalError(
      'model/invalid',
      `The model.json of ${name} lists no weights. Import the folder the model was saved to.`
    )
  const specs = manifest.flatMap(({ weights }) => weights) as unknown as WeightSpec[]
  const cut = cutWeights(name, specs, Buffer.concat(shards))
  const { keras, model } = topologyOf(name, topology)
  const three = /^3\./.test(keras)
  const sized = withFixedInput(withFusedLayers(plainTopology(model, three)))
  const network = withoutNormalization(sized, three ? renamed(cut, sized) : cut)
  return {
    ...network,
    keras,
    scaling: scalingOf(network.model, layer => valuesOf(network.weights, `${layer}/moving_mean`)),
    end: lastActivation(network.model)
  }
}

async function parse(folder: string) {
  const name = basename(folder)
  const bytes = await readModelFile(folder, modelFile)
  const refused = (cause: unknown) =>
    new DuctalError(
      'model/invalid',
      `The model.json of ${name} is not a TensorFlow.js layers model. Copy the model folder again from its source.`,
      { cause }
    )
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw refused(error)
  }
  const { format, modelTopology } = (value ?? {}) as { format?: unknown; modelTopology?: Config }
  if (format === 'graph-model' || modelTopology?.node)
    throw unsupported(
      `The model ${name} is a TensorFlow.js graph model, which has lost its layers. Convert the Keras model that it was made from instead: tensorflowjs.converters.save_keras_model(model, FOLDER) in Python.`
    )
  const parsed = ModelJson.safeParse(value)
  if (!parsed.success) throw refused(parsed.error)
  return { name, topology: parsed.data.modelTopology, manifest: parsed.data.weightsManifest }
}

/** Networks for patches of any size get the size that the program cuts. */
function withFixedInput(model: Topology): Topology {
  const { patch } = publishedLayout
  const [first, ...rest] = model.config.layers as [Layer, ...Layer[]]
  const shape = first.config.batch_input_shape
  if (!Array.isArray(shape) || shape.length !== 4 || shape[1] !== null || shape[2] !== null) return model
  const config = { ...first.config, batch_input_shape: [null, patch, patch, shape[3]] }
  return { ...model, config: { ...model.config, layers: [{ ...first, config }, ...rest] } }
}

function valuesOf(weights: readonly Weight[], name: string): number[] {
  const found = weights.find(({ spec }) => spec.name === name)
  if (!found || found.spec.quantization) return []
  return [...new Float32Array(Uint8Array.from(found.bytes).buffer)]
}

/** Returns the contents of a model folder that holds the network: model.json and its only shard. */
export function filesOfNetwork({ model, weights }: Network): { topology: string; shard: Uint8Array } {
  const topology = {
    format: 'layers-model',
    generatedBy: 'Ductal',
    modelTopology: model,
    weightsManifest: [{ paths: [shardName], weights: weights.map(({ spec }) => spec) }]
  }
  return { topology: JSON.stringify(topology), shard: Buffer.concat(weights.map(({ bytes }) => bytes)) }
}

export const shardName = 'weights.bin'
