/**
 * The recurrent kernels on one thread: patches a second, GFLOP/s, the share of this core's peak that the matrix products alone reach,
 * and the same network with the same weights in onnxruntime-node at its best batch. Everything is interleaved, round by round, and
 * timed by the process's own processor time, so that a busy machine disturbs little. onnxruntime-node is 290 MB and no
 * dependency: DUCTAL_ONNXRUNTIME names the folder that it was installed into.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { attend } from '../electron/engine/kernels/attend.ts'
import type { AttentionWeights } from '../electron/engine/kernels/attention.ts'
import { attentionGradients } from '../electron/engine/kernels/attention-gradients.ts'
import { cellGradients } from '../electron/engine/kernels/backward.ts'
import { type Cell, type CellWeights, gatesOf } from '../electron/engine/kernels/cells.ts'
import { type Kernels, openKernels } from '../electron/engine/kernels/module.ts'
import { meanState, recordStates } from '../electron/engine/kernels/recurrence.ts'
import { type Spread, spreadOf } from './figures.ts'
import { onnxNetwork } from './onnx-network.ts'

const steps = 2500
const inputs = 3
const count = 8
const rounds = Number(process.env.DUCTAL_BENCH_ROUNDS ?? 15)
const onnxBatches = [1, 4, 8]

interface Case {
  cell: CellWeights
  attention: AttentionWeights | null
  values: Float32Array
}

interface Runtime {
  version: string
  /** A run over the first `batch` patches that gives their means, [batch][units]. */
  prepare(it: Case, batch: number): Promise<() => Promise<Float32Array>>
}

const random = (size: number, scale: number) =>
  Float32Array.from({ length: size }, () => (Math.random() * 2 - 1) * scale)

function caseOf(cell: Cell, units: number, attends: boolean): Case {
  const columns = gatesOf(cell) * units
  const attention = {
    inputs: units,
    units: 32,
    window: 15,
    query: random(units * 32, 0.2),
    key: random(units * 32, 0.2),
    bias: random(32, 0.1),
    score: random(32, 0.3),
    scoreBias: random(1, 0.1)
  }
  return {
    cell: {
      cell,
      inputs,
      units,
      kernel: random(inputs * columns, 0.5),
      recurrentKernel: random(units * columns, 1 / Math.sqrt(units)),
      bias: random(columns, 0.1)
    },
    attention: attends ? attention : null,
    values: random(count * steps * inputs, 1)
  }
}

/** Seconds of processor time, the best of three: the first finds the caches full of something else. */
async function timed(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / 1e6)
  }
  return best
}

function peak(kernels: Kernels): number {
  kernels.arena.clear()
  const address = kernels.arena.reserve(16)
  kernels.arena.floats(address, 16).fill(1e-3)
  kernels.run.peak(address, 1e6)
  return 96e6
}

const forward = (kernels: Kernels, { cell, attention, values }: Case) =>
  meanState(kernels, cell, attention, { values, count, steps })

function forwardAndBackward(kernels: Kernels, { cell, attention, values }: Case): void {
  const { states, tape } = recordStates(kernels, cell, { values, count, steps })
  let gradient: Float32Array = new Float32Array(states.length).fill(1 / steps)
  if (attention) {
    const sequences = { values: states, count, steps }
    attend(kernels, attention, sequences)
    gradient = attentionGradients(kernels, attention, sequences, gradient).states
  }
  cellGradients(cell, tape, gradient)
}

/** Operations of the matrix products for one patch: gates from state, input and bias; queries and keys. */
function operations({ cell, attention }: Case): number {
  const gates = gatesOf(cell.cell) * cell.units * (cell.units + cell.inputs + 1)
  return 2 * steps * (gates + (attention ? 2 * attention.units * (cell.units + 1) : 0))
}

interface OnnxSession {
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>
}

interface OnnxModule {
  InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> }
  Tensor: new (type: 'float32', data: Float32Array, shape: number[]) => unknown
}

function onnxruntime(): Runtime | null {
  const folder = process.env.DUCTAL_ONNXRUNTIME
  if (!folder) return null
  const load = createRequire(join(folder, 'package.json'))
  const { InferenceSession, Tensor } = load('onnxruntime-node') as OnnxModule
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' }
  return {
    version: (load('onnxruntime-node/package.json') as { version: string }).version,
    async prepare({ cell, attention, values }, batch) {
      const session = await InferenceSession.create(onnxNetwork(cell, attention, steps, batch), options)
      const turned = Float32Array.from({ length: steps * batch * inputs }, (_, i) => {
        const [step, patch] = [Math.floor(i / (batch * inputs)), Math.floor(i / inputs) % batch]
        return values[(patch * steps + step) * inputs + (i % inputs)]!
      })
      const x = new Tensor('float32', turned, [steps, batch, inputs])
      return async () => Object.values(await session.run({ x }))[0]!.data
    }
  }
}

const largest = (a: Float32Array, b: Float32Array) =>
  a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)

async function measure(kernels: Kernels, it: Case, runtime: Runtime | null) {
  const flops = operations(it)
  const means = forward(kernels, it)
  const theirs = runtime ? await Promise.all(onnxBatches.map(batch => runtime.prepare(it, batch))) : []
  let difference = 0
  for (const run of theirs) difference = Math.max(difference, largest(await run(), means))
  const speeds: number[] = []
  const shares: number[] = []
  const backward: number[] = []
  const onnx = onnxBatches.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    const top = peak(kernels) / (await timed(() => peak(kernels)))
    const seconds = await timed(() => forward(kernels, it))
    speeds.push(count / seconds)
    shares.push((flops * count) / seconds / top)
    backward.push((await timed(() => forwardAndBackward(kernels, it))) / seconds)
    for (const [i, run] of theirs.entries()) onnx[i]!.push(onnxBatches[i]! / (await timed(run)))
  }
  const medians = onnx.map(values => spreadOf(values).median)
  const best = medians.indexOf(Math.max(...medians))
  return {
    patchesPerSecond: spreadOf(speeds),
    gflops: spreadOf(speeds.map(speed => (speed * flops) / 1e9)),
    shareOfPeak: spreadOf(shares),
    forwardAndBackwardToForward: spreadOf(backward),
    ...(best < 0 ? {} : compared(speeds, onnx[best]!, onnxBatches[best]!, difference))
  }
}

function compared(
  ours: number[],
  theirs: number[],
  batch: number,
  difference: number
): Record<string, Spread | number> {
  return {
    onnxruntimePatchesPerSecond: spreadOf(theirs),
    onnxruntimeBatch: batch,
    ratioToOnnxruntime: spreadOf(ours.map((speed, round) => speed / theirs[round]!)),
    largestDifference: Number(difference.toExponential(1))
  }
}

const kernels = openKernels()
const runtime = onnxruntime()
peak(kernels)
const peaks: number[] = []
for (let round = 0; round < rounds; round++)
  peaks.push(peak(kernels) / (await timed(() => peak(kernels))) / 1e9)
const results: Record<string, unknown> = {
  build: kernels.build,
  peakGflops: spreadOf(peaks),
  onnxruntime: runtime?.version ?? 'not measured: DUCTAL_ONNXRUNTIME names no folder with onnxruntime-node'
}
const cases: [string, Cell, number, boolean][] = [
  ['GRU 64', 'gru', 64, false],
  ['GRU 32', 'gru', 32, false],
  ['GRU 64 + attention', 'gru', 64, true],
  ['GRU 32 + attention', 'gru', 32, true],
  ['LSTM 64', 'lstm', 64, false],
  ['LSTM 32', 'lstm', 32, false],
  ['LSTM 64 + attention', 'lstm', 64, true]
]
for (const [name, cell, units, attends] of cases)
  results[name] = await measure(kernels, caseOf(cell, units, attends), runtime)
console.log(JSON.stringify(results))
