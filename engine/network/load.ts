import { basename } from 'node:path'
import type { io } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import type { Device } from '../backends/backend.ts'
import { registerLayers } from '../layers/register.ts'
import { folderReader } from '../model-folder/artifacts.ts'
import { type ModelSpec, readSpec } from '../model-folder/spec.ts'
import { scatteredPatches } from '../selftest/numbers.ts'
import { tolerances } from '../selftest/selftest.ts'
import { serialised } from '../serialise.ts'
import { type Network, networkOf } from './network.ts'
import { tempered } from './temperature.ts'

/**
 * Loads a model folder's layers onto the current backend. Throws `model/invalid` and `model/hash`.
 */
export async function loadLayers(folder: string): Promise<{ spec: ModelSpec; model: LayersModel }> {
  registerLayers()
  const spec = await readSpec(folder)
  const model = await serialised(() => loadModel(folder))
  try {
    checkShapes(spec, model)
    checkWeights(spec, model)
  } catch (error) {
    model.dispose()
    throw error
  }
  return { spec, model }
}

/**
 * Loads a model folder as a network for prediction. If spec.json records golden probabilities, the
 * network must reproduce them.
 * @throws `model/invalid`, `model/hash`, and `engine/unavailable` if the probabilities differ
 */
export async function loadNetwork(folder: string, device: Device): Promise<Network> {
  const { spec, model } = await loadLayers(folder)
  const network = networkOf(spec, model)
  try {
    await checkGolden(network, device)
  } catch (error) {
    network.dispose()
    throw error
  }
  return network
}

/**
 * Compares with the probabilities, recorded in spec.json before temperature scaling, for scattered
 * patches (selftest/numbers.ts).
 */
async function checkGolden(network: Network, { name, precision }: Device): Promise<void> {
  const { spec } = network
  const stated = spec.golden ?? []
  const found = await network.predict(scatteredPatches(stated.length, spec.input.patch), stated.length)
  const error = Math.max(
    0,
    ...stated.map((value, i) => Math.abs(tempered(value, spec.temperature) - (found[i] ?? Number.NaN)))
  )
  if (!(error <= tolerances[precision]))
    throw new DuctalError(
      'engine/unavailable',
      `The model ${spec.name} fails its self-test on ${name} (error ${error.toExponential(1)}). Choose another engine.`
    )
}

/** Loads the network alone, without the facts in spec.json. Throws `model/invalid`. */
export async function loadModel(folder: string): Promise<LayersModel> {
  const artifacts = await folderReader(folder).load()
  const before = new Set(Object.keys(tf.engine().registeredVariables))
  tf.engine().startScope()
  try {
    return await aside(() => loadLayersModel({ load: async () => withoutInitializers(artifacts) }))
  } catch (error) {
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables))
      if (!before.has(name)) variable.dispose()
    throw new DuctalError('model/invalid', unbuildable(basename(folder), error), { cause: error })
  } finally {
    tf.engine().endScope()
  }
}

function unbuildable(name: string, error: unknown): string {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const layer = /^Unknown layer: ([^.\s]+)/.exec(reason)?.[1]
  return layer
    ? `The model ${name} has a layer of type ${layer}, which this version of Ductal does not support. Update Ductal, or use a model with supported layers.`
    : `The model ${name} cannot be built (${reason}). It needs a newer version of Ductal, or is damaged.`
}

/**
 * WebAssembly's memory grows and never shrinks. Loads data into JavaScript's memory, where it stays
 * until a kernel asks for it. The kernels of convolutional networks never do
 * (layers/convolutions.ts).
 */
async function aside<T>(load: () => Promise<T>): Promise<T> {
  if (tf.getBackend() !== 'wasm') return load()
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  try {
    return await load()
  } finally {
    await tf.setBackend('wasm')
  }
}

/** A plain loop: millions of function calls would take longer than the rest of the loading. */
function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false
  return true
}

/**
 * Replaces initialisers by zeros, to avoid drawing millions of values that are overwritten at once.
 */
function withoutInitializers(artifacts: io.ModelArtifacts): io.ModelArtifacts {
  const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology), (key, value) =>
    /initializer$/.test(key) && value !== null ? { class_name: 'Zeros', config: {} } : value
  )
  return { ...artifacts, modelTopology }
}

function checkShapes(spec: ModelSpec, model: LayersModel): void {
  const { patch, channels } = spec.input
  const expected = [patch, patch, channels].join('×')
  const input =
    model.inputs.length === 1 ? (model.inputs[0]?.shape.slice(1).join('×') ?? '') : 'several inputs'
  if (input !== expected)
    throw new DuctalError(
      'model/invalid',
      `The model ${spec.name} takes ${input}, not ${expected} as its spec.json states.`
    )
  const output =
    model.outputs.length === 1 ? (model.outputs[0]?.shape.slice(1).join('×') ?? '') : 'several outputs'
  if (output !== String(spec.classes.length))
    throw new DuctalError(
      'model/invalid',
      `The model ${spec.name} has ${output} classes, not ${spec.classes.length} as its spec.json states.`
    )
}

function checkWeights(spec: ModelSpec, model: LayersModel): void {
  if (model.countParams() !== spec.parameters)
    throw new DuctalError(
      'model/invalid',
      `The model ${spec.name} has ${model.countParams()} parameters, not ${spec.parameters} as its spec.json states.`
    )
  for (const weight of model.weights)
    if (!allFinite(weight.read().dataSync<'float32'>()))
      throw new DuctalError(
        'model/invalid',
        `The weight ${weight.originalName} of model ${spec.name} has values that are not numbers. Copy the model folder again from its source.`
      )
}
