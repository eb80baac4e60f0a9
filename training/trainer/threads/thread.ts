/** A thread of a shared training: computes one shard at a time with the shared weights. */
import { parentPort, workerData } from 'node:worker_threads'
import * as tf from '@tensorflow/tfjs-core'
import { models } from '@tensorflow/tfjs-layers'
import { openKernels } from '../../../engine/kernels/open.ts'
import { type Inference, inferenceOf } from '../../../engine/layers/inference.ts'
import { tokenisedTraining } from '../../../engine/layers/tokenised-training.ts'
import { openTrainingBackend } from '../backend.ts'
import { inputTensor, trainingBatch } from '../batch.ts'
import { lossAndGradients, seedDropout, variablesOf } from '../computation.ts'
import { positiveScores } from '../predict.ts'
import { writeWeights } from '../weights.ts'
import { type Answer, type Task, type ThreadStart, weightViews } from './shard.ts'

type Architecture = Parameters<typeof models.modelFromJSON>[0]

const start = workerData as ThreadStart
openKernels(start.build)
await openTrainingBackend('recurrence')
const model = await models.modelFromJSON(start.architecture as Architecture)
const variables = variablesOf(model)
/** Rebuilt with every version of the weights, because some kinds of inference copy them. */
let inference: Inference | null = null
let version = 0
const views = weightViews(
  start.weights,
  model.weights.map(({ shape }) => tf.util.sizeFromShape(shape as number[]))
)

function follow(task: Task): void {
  if (task.version === version) return
  version = task.version
  inference = null
  tokenisedTraining(model)?.changed()
  writeWeights(
    model,
    views.map(view => view.slice())
  )
}

async function answer(task: Task): Promise<Answer> {
  follow(task)
  if (task.kind === 'score') {
    inference ??= inferenceOf(model)
    const { run } = inference
    const output = tf.tidy(() => run(inputTensor(task.pixels, start.normalisation)))
    return { kind: 'score', scores: await positiveScores(output) }
  }
  const { recipe, seed, normalisation } = start
  const places = Uint32Array.from(task.targets, (_, place) => place)
  const batch = trainingBatch(
    task,
    task.targets,
    places,
    normalisation,
    recipe.augmentation,
    [seed, task.step],
    task.first
  )
  seedDropout(model, seed, task.step, task.first)
  const { loss, gradients, moments } = await lossAndGradients(model, variables, batch)
  const values = variables.map(({ name }) => (gradients[name] as tf.Tensor).dataSync<'float32'>().slice())
  tf.dispose(gradients)
  return { kind: 'step', loss, gradients: values, moments }
}

parentPort?.on('message', async (task: Task) => {
  const answered = await answer(task)
  const arrays = answered.kind === 'step' ? answered.gradients : [answered.scores]
  parentPort?.postMessage(
    answered,
    arrays.map(({ buffer }) => buffer as ArrayBuffer)
  )
})
