import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import { attentionPartsOf, explainByAttention } from '../explain/attention.ts'
import { explainByOcclusion } from '../explain/occlusion.ts'
import type { NetworkExplanation } from '../explain/step-contributions.ts'
import { splitAtDropout, uncertaintyOf } from '../explain/uncertainty.ts'
import { type Inference, inferenceOf } from '../layers/inference.ts'
import type { ModelSpec } from '../model-folder/spec.ts'
import { serialised } from '../serialise.ts'
import { BatchTuner } from './batches.ts'
import { normalise } from './normalise.ts'
import { tempered } from './temperature.ts'

/** Whether a backend ran out of memory. Each backend words this error differently. */
export function isOutOfMemory(error: unknown): boolean {
  const words = error instanceof Error ? `${error.name} ${error.message}` : String(error)
  return /out of memory|\boom\b|bad_alloc|allocat\w+ failed|failed to allocate|cannot enlarge memory|memory\.grow/i.test(
    words
  )
}

/** Patches whose states may be held at once: each takes 0.6 MB (2,500 steps of 64 units). */
const uncertaintyBatch = 16

/** A loaded model. It holds its weights until disposed of. */
export interface Network {
  readonly spec: ModelSpec
  /**
   * Returns the probability of the positive class for each patch.
   * @param patches count × patch × patch × 3 levels (0–255), RGB, row by row
   * @throws DuctalError `engine/failed`, `engine/memory`, `engine/lost`
   */
  predict(patches: Uint8Array, count: number): Promise<Float32Array>
  /**
   * Explains the prediction for one patch: by attention if the network has it, otherwise by
   * occlusion. Throws the same as `predict`.
   */
  explain(patch: Uint8Array): Promise<NetworkExplanation>
  /**
   * Returns the standard deviation of each probability under dropout; null if the network has no
   * dropout. Throws the same as `predict`.
   */
  uncertainty(patches: Uint8Array, count: number): Promise<Float32Array | null>
  dispose(): void
}

export const networkOf = (spec: ModelSpec, model: LayersModel): Network => new LayersNetwork(spec, model)

class LayersNetwork implements Network {
  readonly spec: ModelSpec
  private readonly model: LayersModel
  private readonly inference: Inference
  private readonly tuner: BatchTuner
  private disposed = false
  /** Whether the model still holds its weights. */
  private held = true

  constructor(spec: ModelSpec, model: LayersModel) {
    this.spec = spec
    this.model = model
    this.inference = inferenceOf(model)
    this.tuner = new BatchTuner(this.inference.streams ? inputBytes(model) : activationBytes(model))
    // Millions of weights need not be in memory twice. From here on only the uncertainty would use
    // the model's own layers.
    if (this.inference.standsAlone && !splitAtDropout(model)) this.release()
  }

  async predict(patches: Uint8Array, count: number): Promise<Float32Array> {
    const size = this.sizeOf(patches, count)
    const probabilities = new Float32Array(count)
    for (let start = 0; start < count; ) {
      const batch = this.tuner.next(count - start)
      const scores = await this.tryBatch(patches.subarray(start * size, (start + batch) * size), batch)
      if (!scores) continue
      probabilities.set(scores, start)
      start += batch
    }
    return probabilities
  }

  async explain(patch: Uint8Array): Promise<NetworkExplanation> {
    this.sizeOf(patch, 1)
    const parts = attentionPartsOf(this.model)
    if (parts)
      return this.withImages(patch, 1, images => explainByAttention(parts, images, this.spec.positiveClass))
    return explainByOcclusion(patch, this.spec.input.patch, (patches, count) => this.predict(patches, count))
  }

  async uncertainty(patches: Uint8Array, count: number): Promise<Float32Array | null> {
    const size = this.sizeOf(patches, count)
    const split = splitAtDropout(this.model)
    if (!split) return null
    const deviations = new Float32Array(count)
    for (let start = 0; start < count; start += uncertaintyBatch) {
      const batch = Math.min(uncertaintyBatch, count - start)
      const part = patches.subarray(start * size, (start + batch) * size)
      const of = (images: tf.Tensor4D) => uncertaintyOf(split, images, this.spec)
      deviations.set(await this.withImages(part, batch, of), start)
    }
    return deviations
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    this.release()
  }

  private release(): void {
    if (this.held) this.model.dispose()
    this.held = false
  }

  /**
   * Returns the bytes of one patch.
   * @throws `engine/failed` if the number of bytes does not match `count`, or if the model has been
   *   disposed of
   */
  private sizeOf(patches: Uint8Array, count: number): number {
    const { patch, channels } = this.spec.input
    const size = patch * patch * channels
    if (this.disposed)
      throw new DuctalError('engine/failed', `The model ${this.spec.name} has already been released.`)
    if (patches.length !== count * size)
      throw new DuctalError(
        'engine/failed',
        `The model ${this.spec.name} received ${patches.length} bytes for ${count} patches instead of ${count * size}.`
      )
    return size
  }

  private withImages<T>(
    patches: Uint8Array,
    count: number,
    work: (images: tf.Tensor4D) => Promise<T>
  ): Promise<T> {
    return serialised(async () => {
      const images = this.imagesOf(patches, count)
      try {
        return await work(images)
      } catch (error) {
        throw error instanceof DuctalError ? error : stopped(this.spec, count, error)
      } finally {
        images.dispose()
      }
    })
  }

  private imagesOf(patches: Uint8Array, count: number): tf.Tensor4D {
    const { patch, channels, normalisation } = this.spec.input
    return tf.tensor4d(normalise(patches, normalisation), [count, patch, patch, channels])
  }

  /**
   * Returns null if memory ran out; the next batch will then be smaller. Throws `engine/memory` if
   * there is no smaller batch.
   */
  private async tryBatch(patches: Uint8Array, batch: number): Promise<Float32Array | null> {
    const began = performance.now()
    try {
      const scores = await serialised(() => this.run(patches, batch))
      this.tuner.note(batch, (performance.now() - began) / 1000)
      return scores
    } catch (error) {
      if (!(error instanceof DuctalError && error.code === 'engine/memory') || batch === 1) throw error
      this.tuner.limit(batch - 1)
      return null
    }
  }

  private async run(patches: Uint8Array, batch: number): Promise<Float32Array> {
    let output: tf.Tensor | undefined
    try {
      output = tf.tidy(() => this.inference.run(this.imagesOf(patches, batch)))
      return positives(await output.data<'float32'>(), this.spec)
    } catch (error) {
      if (error instanceof DuctalError) throw error
      throw stopped(this.spec, batch, error)
    } finally {
      output?.dispose()
    }
  }
}

function stopped({ name }: ModelSpec, batch: number, cause: unknown): DuctalError {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
  if (!isOutOfMemory(cause))
    return new DuctalError('engine/failed', `The model ${name} stopped during computation: ${reason}`, {
      cause
    })
  return new DuctalError(
    'engine/memory',
    `Not enough memory for ${batch === 1 ? 'a single patch' : `${batch} patches`} with the model ${name}. Close other programs, or choose another engine.`,
    { cause }
  )
}

function positives(scores: Float32Array, spec: ModelSpec): Float32Array {
  const classes = spec.classes.length
  const positive = new Float32Array(scores.length / classes)
  for (let i = 0; i < positive.length; i++) {
    const score = scores[i * classes + spec.positiveClass] ?? Number.NaN
    if (!Number.isFinite(score))
      throw new DuctalError(
        'engine/failed',
        `The model ${spec.name} returned a probability that is not a number.`
      )
    positive[i] = tempered(score, spec.temperature)
  }
  return positive
}

/**
 * Returns the bytes of one patch as floats, which is all that a streamed network keeps per patch.
 */
function inputBytes(model: LayersModel): number {
  const pixels = model.inputs[0]?.shape.slice(1) ?? []
  return pixels.reduce<number>((product, edge) => product * (edge ?? 1), Float32Array.BYTES_PER_ELEMENT)
}

/**
 * Returns the bytes of all activations of one patch. An upper bound, since most of them do not
 * exist at the same time.
 */
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
