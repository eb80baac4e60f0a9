import { basename } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { folderReader } from './artifacts.ts'
import { BatchTuner } from './batches.ts'
import { EngineError } from './errors.ts'
import { registerLayers } from './layers/register.ts'
import { streamed } from './layers/stream.ts'
import { normalise } from './normalise.ts'
import { type ModelSpec, readSpec } from './spec.ts'
import { inTurn } from './turns.ts'

/** A loaded model. It holds its weights until it is disposed of. */
export interface Network {
  readonly spec: ModelSpec
  /**
   * Probability of the positive class, one a patch.
   * @param patches count × patch × patch × 3 levels (0–255), RGB, row by row
   * @throws EngineError `engine/failed`
   */
  predict(patches: Uint8Array, count: number): Promise<Float32Array>
  dispose(): void
}

/** Loads a model folder onto the current backend. Throws `model/invalid`, `model/hash`. */
export async function loadNetwork(folder: string): Promise<Network> {
  registerLayers()
  const spec = await readSpec(folder)
  const model = await inTurn(() => loadModel(folder))
  try {
    checkShapes(spec, model)
    checkWeights(spec, model)
  } catch (error) {
    model.dispose()
    throw error
  }
  return new LayersNetwork(spec, model)
}

async function loadModel(folder: string): Promise<LayersModel> {
  const artifacts = await folderReader(folder).load()
  const before = new Set(Object.keys(tf.engine().registeredVariables))
  tf.engine().startScope()
  try {
    return await loadLayersModel({ load: async () => artifacts })
  } catch (error) {
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables))
      if (!before.has(name)) variable.dispose()
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new EngineError(
      'model/invalid',
      `The model ${basename(folder)} cannot be built (${reason}): it needs a newer version of Ductal, or is damaged.`,
      { cause: error }
    )
  } finally {
    tf.engine().endScope()
  }
}

function checkShapes(spec: ModelSpec, model: LayersModel): void {
  const { patch, channels } = spec.input
  const expected = [patch, patch, channels].join('×')
  const input =
    model.inputs.length === 1 ? (model.inputs[0]?.shape.slice(1).join('×') ?? '') : 'several inputs'
  if (input !== expected)
    throw new EngineError(
      'model/invalid',
      `The model ${spec.name} takes ${input}, not ${expected} as its spec.json says.`
    )
  const output =
    model.outputs.length === 1 ? (model.outputs[0]?.shape.slice(1).join('×') ?? '') : 'several outputs'
  if (output !== String(spec.classes.length))
    throw new EngineError(
      'model/invalid',
      `The model ${spec.name} gives ${output} classes, not ${spec.classes.length} as its spec.json says.`
    )
}

function checkWeights(spec: ModelSpec, model: LayersModel): void {
  if (model.countParams() !== spec.parameters)
    throw new EngineError(
      'model/invalid',
      `The model ${spec.name} has ${model.countParams()} parameters, not ${spec.parameters} as its spec.json says.`
    )
  for (const weight of model.weights)
    if (!weight.read().dataSync().every(Number.isFinite))
      throw new EngineError(
        'model/invalid',
        `The weight ${weight.originalName} of model ${spec.name} holds values that are not numbers: install the model again.`
      )
}

class LayersNetwork implements Network {
  readonly spec: ModelSpec
  private readonly model: LayersModel
  private readonly infer: (images: tf.Tensor4D) => tf.Tensor
  private readonly tuner: BatchTuner
  private disposed = false

  constructor(spec: ModelSpec, model: LayersModel) {
    this.spec = spec
    this.model = model
    const stream = streamed(model)
    this.infer = stream ?? (images => model.predictOnBatch(images) as tf.Tensor)
    this.tuner = new BatchTuner(stream ? inputBytes(model) : activationBytes(model))
  }

  async predict(patches: Uint8Array, count: number): Promise<Float32Array> {
    const { patch, channels } = this.spec.input
    const size = patch * patch * channels
    if (this.disposed)
      throw new EngineError('engine/failed', `The model ${this.spec.name} was put away already.`)
    if (patches.length !== count * size)
      throw new EngineError(
        'engine/failed',
        `The model ${this.spec.name} was given ${patches.length} bytes for ${count} patches instead of ${count * size}.`
      )
    const probabilities = new Float32Array(count)
    for (let start = 0; start < count; ) {
      const batch = this.tuner.next(count - start)
      const began = performance.now()
      const scores = await inTurn(() =>
        this.run(patches.subarray(start * size, (start + batch) * size), batch)
      )
      this.tuner.note(batch, (performance.now() - began) / 1000)
      probabilities.set(scores, start)
      start += batch
    }
    return probabilities
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    this.model.dispose()
  }

  private async run(patches: Uint8Array, batch: number): Promise<Float32Array> {
    const { patch, channels, normalisation } = this.spec.input
    let output: tf.Tensor | undefined
    try {
      output = tf.tidy(() => {
        const input = tf.tensor4d(normalise(patches, normalisation), [batch, patch, patch, channels])
        return this.infer(input)
      })
      return positives(await output.data<'float32'>(), this.spec)
    } catch (error) {
      if (error instanceof EngineError) throw error
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
      throw new EngineError(
        'engine/failed',
        `The model ${this.spec.name} stopped while it computed: ${reason}`,
        {
          cause: error
        }
      )
    } finally {
      output?.dispose()
    }
  }
}

function positives(scores: Float32Array, spec: ModelSpec): Float32Array {
  const classes = spec.classes.length
  const positive = new Float32Array(scores.length / classes)
  for (let i = 0; i < positive.length; i++) {
    const score = scores[i * classes + spec.positiveClass] ?? Number.NaN
    if (!Number.isFinite(score))
      throw new EngineError(
        'engine/failed',
        `The model ${spec.name} gave a probability that is not a number.`
      )
    positive[i] = score
  }
  return positive
}

/** Bytes of one patch as floats: all that a streamed network keeps of it. */
function inputBytes(model: LayersModel): number {
  const pixels = model.inputs[0]?.shape.slice(1) ?? []
  return pixels.reduce<number>((product, edge) => product * (edge ?? 1), Float32Array.BYTES_PER_ELEMENT)
}

/** Bytes of all activations of one patch: an upper bound, since most of them do not live at the same time. */
function activationBytes(model: LayersModel): number {
  let values = 0
  for (const layer of model.layers) {
    const shape = layer.outputShape
    if (typeof shape[0] === 'object' && shape[0] !== null) continue
    values += (shape as (number | null)[])
      .slice(1)
      .reduce<number>((product, edge) => product * (edge ?? 1), 1)
  }
  return values * Float32Array.BYTES_PER_ELEMENT
}
