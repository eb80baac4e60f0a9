import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { DuctalError } from '../../contract/errors.ts'
import { classCounts, type PatchSet } from '../../evaluation/data/patches.ts'
import { figuresOf, withinPatientAuc } from '../../evaluation/metrics/figures.ts'
import type { Normalisation } from '../data/normalisation.ts'
import { drawEpoch } from '../data/sampler.ts'
import { leakedPatients, type Split } from '../data/split.ts'
import { type Recipe, rateAt } from '../recipes/recipe.ts'
import {
  type Checkpoint,
  expectLog,
  logFile,
  readCheckpoint,
  refuseTaken,
  writeCheckpoint
} from './checkpoint.ts'
import { type Computation, inThisThread, variablesOf } from './computation.ts'
import { TrainingLog } from './log.ts'
import { Optimizer, optimizerDefaults } from './optimizer.ts'
import { targetsOf } from './targets.ts'
import { sharedOut } from './threads/parallel.ts'
import { readWeights, WeightAverage, writeWeights } from './weights.ts'

export interface Training {
  model: LayersModel
  set: PatchSet
  split: Split
  normalisation: Normalisation
  recipe: Recipe
  /** What the recipe's teachers say of each patch of the set (teachers.ts). */
  taught?: Float32Array
  seed: number
  /** Identifies the training, together with protocol, recipe, seed and split. */
  system: string
  protocol: string
  /** Folder of checkpoint.bin and training.jsonl. */
  folder: string
  resume: boolean
  /**
   * Number of threads that share the patches of each step, for recurrent networks on WebAssembly.
   * Absent: this thread computes all.
   */
  threads?: number
  onProgress?: (progress: Progress) => void
}

export interface Progress {
  epoch: number
  epochs: number
  loss: number
  /** Validation AUC; null without validation patches. */
  score: number | null
  patchesPerSecond: number
  remainingSeconds: number
}

export const checkpointFile = 'checkpoint.bin'

/** Seconds between checkpoints within an epoch. */
const checkpointSeconds = 30

/**
 * Trains the model in place and leaves the kept weights in it. The same seed produces the same
 * weights on the same backend, even if the training is killed and resumed. Throws
 * `training/one-class`, `training/diverged`, `training/bad-checkpoint`, `training/taken`.
 */
export async function trainNetwork(training: Training): Promise<void> {
  const { set, split } = training
  const counts = classCounts(set, split.train)
  if (counts.negative === 0 || counts.positive === 0)
    throw new DuctalError(
      'training/one-class',
      split.train.length === 0
        ? 'This protocol leaves no patches to train on. Choose other patients.'
        : `All ${split.train.length} training patches belong to one class. Choose other patients.`
    )
  const trainer = await Trainer.open(training)
  try {
    await trainer.run()
  } finally {
    await trainer.close()
  }
}

class Trainer {
  private readonly training: Training
  private readonly identity: string
  private readonly log: TrainingLog
  /** Whether a patient is on more than one side of the split. */
  private readonly leaks: boolean
  private readonly optimizer: Optimizer
  private readonly computation: Computation
  private readonly average: WeightAverage | null
  private readonly stepsPerEpoch: number
  private readonly patchesPerEpoch: number
  private step: number
  private epochLoss: number
  private best: Checkpoint['best']
  private bestWeights: Float32Array[]
  private saved = performance.now()

  static async open(training: Training): Promise<Trainer> {
    const identity = identityOf(training)
    const path = join(training.folder, checkpointFile)
    const checkpoint = training.resume ? await readCheckpoint(path, identity) : undefined
    const start = JSON.stringify(startOf(training))
    if (checkpoint) {
      await expectLog(training.folder, checkpoint, start)
      writeWeights(training.model, checkpoint.arrays.weights)
    } else await refuseTaken(training.folder, checkpointFile, start, training.resume)
    const weights = (await readWeights(training.model)).map(values => values.slice())
    const log = await TrainingLog.open(join(training.folder, logFile), checkpoint?.logBytes ?? 0)
    return new Trainer(training, identity, log, checkpoint, weights)
  }

  private constructor(
    training: Training,
    identity: string,
    log: TrainingLog,
    checkpoint: Checkpoint | undefined,
    weights: Float32Array[]
  ) {
    const { model, recipe, split } = training
    this.training = training
    this.identity = identity
    this.log = log
    this.leaks = leakedPatients(training.set, split).length > 0
    this.optimizer = new Optimizer(variablesOf(model), {
      ...optimizerDefaults[recipe.optimizer],
      weightDecay: recipe.weightDecay,
      clip: recipe.clip
    })
    this.patchesPerEpoch = recipe.sampling === 'each' ? split.train.length : recipe.patchesPerEpoch
    this.stepsPerEpoch = Math.ceil(this.patchesPerEpoch / recipe.batch)
    this.step = checkpoint?.step ?? 0
    this.epochLoss = checkpoint?.epochLoss ?? 0
    this.best = checkpoint?.best ?? null
    this.bestWeights = checkpoint?.arrays.best ?? []
    this.average =
      recipe.averaging > 0
        ? new WeightAverage(recipe.averaging, checkpoint?.arrays.average ?? weights, this.step)
        : null
    if (checkpoint)
      this.optimizer.restore({ steps: checkpoint.optimizerSteps, values: checkpoint.arrays.optimizer })
    const subject = { ...training, targets: targetsOf(training) }
    this.computation = training.threads ? sharedOut(subject, training.threads) : inThisThread(subject)
  }

  async run(): Promise<void> {
    const { recipe, model } = this.training
    if (this.step === 0) await this.log.write(startOf(this.training))
    for (let epoch = Math.floor(this.step / this.stepsPerEpoch); epoch < recipe.epochs; epoch++) {
      if (this.hasStalled(epoch - 1)) break
      await this.runEpoch(epoch)
    }
    if (this.bestWeights.length > 0 && recipe.patience > 0) writeWeights(model, this.bestWeights)
    else if (this.average) writeWeights(model, this.average.values)
    await this.log.write({ type: 'end', kept: recipe.patience > 0 ? this.best : 'last' })
  }

  /** Throws `training/diverged` if a weight is not finite; the step's loss may still be finite. */
  private async expectNumbers(): Promise<void> {
    const weights = await readWeights(this.training.model)
    if (weights.every(values => values.every(Number.isFinite))) return
    throw new DuctalError(
      'training/diverged',
      `The weights are not numbers after step ${this.step} of ${this.stepsPerEpoch * this.training.recipe.epochs}. Choose a lower learning rate.`
    )
  }

  async close(): Promise<void> {
    this.optimizer.dispose()
    await this.computation.close()
    await this.log.close()
  }

  private async runEpoch(epoch: number): Promise<void> {
    const { set, split, recipe, seed } = this.training
    const order = drawEpoch(set, split.train, recipe.sampling, recipe.patchesPerEpoch, seed, epoch)
    const [began, first] = [performance.now(), this.step]
    while (this.step < (epoch + 1) * this.stepsPerEpoch) {
      const place = (this.step - epoch * this.stepsPerEpoch) * recipe.batch
      this.epochLoss += await this.takeStep(order.subarray(place, place + recipe.batch))
      this.step++
      await this.average?.take(this.training.model)
      if (performance.now() - this.saved > checkpointSeconds * 1000) await this.save()
    }
    const seconds = (performance.now() - began) / 1000
    await this.endEpoch(epoch, seconds, ((this.step - first) * this.patchesPerEpoch) / this.stepsPerEpoch)
  }

  private async takeStep(indices: Uint32Array): Promise<number> {
    const { recipe } = this.training
    const { loss, gradients } = await this.computation.step(indices, this.step)
    const total = this.stepsPerEpoch * recipe.epochs
    if (Number.isFinite(loss)) this.optimizer.apply(gradients, rateAt(recipe, this.step, total))
    tf.dispose(gradients)
    if (!Number.isFinite(loss))
      throw new DuctalError(
        'training/diverged',
        `The loss is not a number at step ${this.step + 1} of ${total}. Choose a lower learning rate.`
      )
    return loss
  }

  private async endEpoch(epoch: number, seconds: number, patches: number): Promise<void> {
    const { recipe, onProgress } = this.training
    const loss = this.epochLoss / this.stepsPerEpoch
    await this.expectNumbers()
    const validation = await this.validate()
    if (validation && (!this.best || validation.score > this.best.score)) {
      this.best = { epoch, score: validation.score }
      this.bestWeights = validation.weights
    }
    this.epochLoss = 0
    const patchesPerSecond = patches / seconds
    await this.log.write({
      type: 'epoch',
      epoch,
      loss,
      ...(validation ? { validation: validation.figures } : {}),
      seconds,
      patchesPerSecond
    })
    await this.save()
    const left = (recipe.epochs - epoch - 1) * this.patchesPerEpoch
    onProgress?.({
      epoch: epoch + 1,
      epochs: recipe.epochs,
      loss,
      score: validation?.score ?? null,
      patchesPerSecond,
      remainingSeconds: left / patchesPerSecond
    })
  }

  /**
   * Evaluates the weights that would be kept. The score is the mean AUC within patients, which
   * differences between patients cannot raise. If patients are on more than one side, as in the
   * paper's protocol, these differences are part of the task, and the score is the AUC of all
   * patches.
   */
  private async validate() {
    const { model, set, split } = this.training
    if (split.validation.length === 0) return undefined
    const current = (await readWeights(model)).map(values => values.slice())
    const weights = this.average ? this.average.values.map(values => values.slice()) : current
    writeWeights(model, weights)
    const scores = await this.computation.score(split.validation)
    writeWeights(model, current)
    const classes = Array.from(split.validation, index => set.classes[index] as number)
    const { auc, accuracy, balancedAccuracy } = figuresOf(scores, classes, 0.5)
    const within = withinPatientAuc(set, split.validation, scores)
    const score = this.leaks || Number.isNaN(within) ? (auc ?? accuracy) : within
    const withinAuc = Number.isNaN(within) ? null : within
    return { score, weights, figures: { auc, withinAuc, accuracy, balancedAccuracy } }
  }

  private hasStalled(epoch: number): boolean {
    const { patience } = this.training.recipe
    return patience > 0 && this.best !== null && epoch - this.best.epoch >= patience
  }

  private async save(): Promise<void> {
    const state = await this.optimizer.state()
    await writeCheckpoint(join(this.training.folder, checkpointFile), {
      identity: this.identity,
      step: this.step,
      epochLoss: this.epochLoss,
      logBytes: this.log.bytes,
      best: this.best,
      optimizerSteps: state.steps,
      arrays: {
        weights: await readWeights(this.training.model),
        optimizer: state.values,
        average: this.average?.values ?? [],
        best: this.bestWeights
      }
    })
    this.saved = performance.now()
  }
}

function recordOf({ system, protocol, seed, recipe, split, set }: Training) {
  const side = (indices: Uint32Array) => ({ patches: indices.length, ...classCounts(set, indices) })
  return {
    system,
    protocol,
    seed,
    split: split.description,
    train: side(split.train),
    validation: side(split.validation),
    test: side(split.test),
    recipe
  }
}

const startOf = (training: Training) => ({ type: 'start', ...recordOf(training) })

const identityOf = (training: Training): string => JSON.stringify(recordOf(training))
