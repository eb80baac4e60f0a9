import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { DuctalError } from '../../contract/errors.ts'
import type { GoldenErrors } from '../../contract/worker.ts'
import { readRegularText } from '../../files/regular.ts'
import { fusedRecurrence, hasKernel, localAttention } from '../kernels/operations.ts'
import type { Cell } from '../kernels/recurrence/cells.ts'
import { plainAttention, plainRecurrence } from '../layers/plain.ts'
import { registerLayers } from '../layers/register.ts'
import { serialised } from '../serialise.ts'

/** Golden files have some MB. */
const mostBytes = 2 ** 28

const row = z.array(z.number())
const matrix = z.array(row)
const cut = z.array(z.number().nullable())

/** A recurrent network, its weights and another implementation's results, to nine digits. */
export const GoldenFile = z.object({
  name: z.string(),
  cell: z.enum(['gru', 'lstm']),
  units: z.int().positive(),
  steps: z.int().positive(),
  batch: z.int().positive(),
  resetAfter: z.boolean(),
  kernel: matrix,
  recurrentKernel: matrix,
  bias: z.union([row, matrix]),
  attention: z
    .object({
      window: z.int().positive(),
      units: z.int().positive(),
      Wt: matrix,
      Wx: matrix,
      b: row,
      Wa: matrix,
      ba: row
    })
    .optional(),
  attentionWeights: z.record(z.string(), z.array(cut)).optional(),
  states: z.record(z.string(), matrix),
  attended: z.record(z.string(), matrix).optional(),
  dense: z.object({ kernel: matrix, bias: row }),
  pooledMean: matrix,
  probabilities: matrix
})

export type GoldenFile = z.infer<typeof GoldenFile>

/** Tolerances for float32: states and means; probabilities. */
export const goldenTolerance = { states: 1e-5, probabilities: 1e-5 }

/**
 * Computes every golden file of a folder on the current backend.
 * @throws `engine/failed` if the folder cannot be read, has no golden file, or a file is not one
 */
export async function checkGolden(folder: string): Promise<GoldenErrors[]> {
  registerLayers()
  const names = await readdir(folder).catch(error => {
    throw new DuctalError(
      'engine/failed',
      `Cannot read the folder ${folder}. Give a folder with golden files.`,
      { cause: error }
    )
  })
  const files = names.filter(name => name.endsWith('.json')).sort()
  if (files.length === 0)
    throw new DuctalError('engine/failed', `The folder ${folder} has no golden files (*.json).`)
  const results: GoldenErrors[] = []
  for (const file of files) results.push(await compare(await readGolden(join(folder, file))))
  return results
}

export async function readGolden(file: string): Promise<GoldenFile> {
  try {
    return GoldenFile.parse(JSON.parse(await readRegularText(file, mostBytes)))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new DuctalError('engine/failed', `${basename(file)} is not a golden file: ${reason}`, {
      cause: error
    })
  }
}

/**
 * x[i] = ((i·2654435761 + 7) mod 2^32)/2^32 rounded to float32, then ·2 − 1; i over [batch, steps,
 * 3].
 */
export function goldenInput({ batch, steps }: Pick<GoldenFile, 'batch' | 'steps'>): Float32Array {
  return Float32Array.from({ length: batch * steps * 3 }, (_, i) => {
    const hashed = (Math.imul(i, 2654435761 | 0) + 7) >>> 0
    return Math.fround(hashed / 2 ** 32) * 2 - 1
  })
}

function compare(golden: GoldenFile): Promise<GoldenErrors> {
  return inScope(async () => {
    const states = statesOf(golden)
    const attended = golden.attention ? attendedOf(golden, states) : null
    const pooled = tf.mean(attended ?? states, 1)
    const logits = tf.add(
      tf.matMul(pooled as tf.Tensor2D, tf.tensor2d(golden.dense.kernel)),
      golden.dense.bias
    )
    const result = {
      states: await worstOfSteps(golden.states, states),
      attended: attended && golden.attended ? await worstOfSteps(golden.attended, attended) : null,
      pooled: worst(golden.pooledMean.flat(), await pooled.data()),
      probabilities: worst(golden.probabilities.flat(), await tf.softmax(logits).data())
    }
    const ok =
      Math.max(result.states, result.attended ?? 0, result.pooled) <= goldenTolerance.states &&
      result.probabilities <= goldenTolerance.probabilities
    return { name: golden.name, ...result, ok }
  })
}

/** Same as `tf.tidy`, but for work that waits for a device. Calls are serialised. */
function inScope<T>(work: () => Promise<T>): Promise<T> {
  return serialised(async () => {
    tf.engine().startScope()
    try {
      return await work()
    } finally {
      tf.engine().endScope()
    }
  })
}

function statesOf(golden: GoldenFile): tf.Tensor3D {
  const cell: Cell = golden.cell === 'lstm' ? 'lstm' : golden.resetAfter ? 'gru-reset-after' : 'gru'
  const run = hasKernel(golden.cell === 'lstm' ? 'FusedLSTM' : 'FusedGRU') ? fusedRecurrence : plainRecurrence
  const tensors = {
    x: tf.tensor3d(goldenInput(golden), [golden.batch, golden.steps, 3]),
    kernel: tf.tensor2d(golden.kernel),
    recurrentKernel: tf.tensor2d(golden.recurrentKernel),
    bias: tf.tensor(golden.bias)
  }
  return run(tensors, cell)
}

function attendedOf(golden: GoldenFile, x: tf.Tensor3D): tf.Tensor3D {
  const { window, Wt, Wx, b, Wa, ba } = golden.attention!
  const tensors = {
    x,
    query: tf.tensor2d(Wt),
    key: tf.tensor2d(Wx),
    bias: tf.tensor1d(b),
    score: tf.tensor1d(Wa.flat()),
    scoreBias: tf.tensor1d(ba)
  }
  return (hasKernel('LocalAttention') ? localAttention : plainAttention)(tensors, window)
}

/** Returns the largest error over the steps that the file lists: step → [batch][units]. */
async function worstOfSteps(expected: Record<string, number[][]>, actual: tf.Tensor3D): Promise<number> {
  const [batch, , units] = actual.shape
  const errors = Object.entries(expected).map(async ([step, rows]) => {
    return worst(rows.flat(), await tf.slice(actual, [0, Number(step), 0], [batch, 1, units]).data())
  })
  return Math.max(...(await Promise.all(errors)))
}

/** Returns the largest absolute error; NaN if a number is missing or not a number. */
function worst(expected: number[], actual: ArrayLike<number>): number {
  return expected.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - (actual[i] ?? Number.NaN))),
    0
  )
}
