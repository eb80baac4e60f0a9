import * as tf from '@tensorflow/tfjs-core'
import { openKernels } from '../../../engine/kernels/open.ts'
import { tokenisedTraining } from '../../../engine/layers/tokenised-training.ts'
import { patchBytes, pixelsOf } from '../../../evaluation/data/patches.ts'
import { type Computation, type Subject, variablesOf } from '../computation.ts'
import { followMoments, momentsTogether } from '../moments.ts'
import { readWeights } from '../weights.ts'
import { type Answer, shardSize, type Task, weightViews } from './shard.ts'
import { Threads } from './threads.ts'

/** Patches per message when they are only scored. */
const scoredTogether = 128

/**
 * Splits the patches of a step into shards and computes them on `count` threads, for recurrent
 * networks on WebAssembly. The shards, and the order in which their gradients are added, depend on
 * the batch alone: the same seed produces the same weights with any number of threads.
 */
export function sharedOut(subject: Subject, count: number): Computation {
  const { model, set, normalisation, recipe, targets, seed } = subject
  const variables = variablesOf(model)
  const lengths = model.weights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]))
  const weights = new SharedArrayBuffer(
    lengths.reduce((sum, length) => sum + length, 0) * Float32Array.BYTES_PER_ELEMENT
  )
  const views = weightViews(weights, lengths)
  const architecture = model.toJSON(null, false)
  let threads: Threads | undefined
  let version = 0
  const run = async (tasks: (version: number) => Task[]) => {
    version++
    const values = await readWeights(model)
    views.forEach((view, i) => {
      view.set(values[i] as Float32Array)
    })
    threads ??= new Threads(count, {
      build: openKernels().build,
      architecture,
      weights,
      normalisation,
      recipe,
      seed
    })
    return threads.all(tasks(version))
  }
  const pixelsAt = (indices: Uint32Array) => {
    const pixels = new Uint8Array(indices.length * patchBytes)
    indices.forEach((index, i) => {
      pixels.set(pixelsOf(set, index), i * patchBytes)
    })
    return pixels
  }
  return {
    async step(indices, step) {
      const shards = shardsOf(indices)
      const answers = await run(version =>
        shards.map((shard, i) => ({
          kind: 'step',
          version,
          pixels: pixelsAt(shard),
          targets: Float32Array.from(shard, index => targets[index] as number),
          step,
          first: i * shardSize
        }))
      )
      const shares = shards.map(shard => shard.length / indices.length)
      const tokens = tokenisedTraining(model)
      if (tokens) {
        const moments = answers.map(answer => (answer.kind === 'step' ? answer.moments : []))
        followMoments(tokens.normalisations, momentsTogether(moments, shares))
      }
      return combined(answers, shares, variables)
    },
    async score(indices) {
      const answers = await run(version =>
        shardsOf(indices, scoredTogether).map(shard => ({ kind: 'score', version, pixels: pixelsAt(shard) }))
      )
      return Float32Array.from(answers.flatMap(answer => (answer.kind === 'score' ? [...answer.scores] : [])))
    },
    close: async () => threads?.close()
  }
}

function shardsOf(indices: Uint32Array, size = shardSize): Uint32Array[] {
  return Array.from({ length: Math.ceil(indices.length / size) }, (_, i) =>
    indices.subarray(i * size, (i + 1) * size)
  )
}

/** Loss and gradients of the batch: each shard is weighted by its number of patches. */
function combined(
  answers: Answer[],
  shares: number[],
  variables: tf.Variable[]
): { loss: number; gradients: tf.NamedTensorMap } {
  let loss = 0
  const sums = variables.map(({ size }) => new Float64Array(size))
  answers.forEach((answer, shard) => {
    if (answer.kind !== 'step') return
    const share = shares[shard] as number
    loss += share * answer.loss
    sums.forEach((sum, i) => {
      const values = answer.gradients[i] as Float32Array
      for (let j = 0; j < sum.length; j++) sum[j] = (sum[j] as number) + share * (values[j] as number)
    })
  })
  const gradients = variables.map(({ name, shape }, i) => [
    name,
    tf.tensor(Float32Array.from(sums[i] as Float64Array), shape)
  ])
  return { loss, gradients: Object.fromEntries(gradients) }
}
