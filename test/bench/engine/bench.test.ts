import { expect, it } from 'vitest'
import { bench } from '../../../bench/engine/bench.ts'
import { operationsOf } from '../../../bench/engine/operations.ts'
import { openEngine } from '../../../engine/engine.ts'
import { buildCnn } from '../../../engine/models/cnn.ts'
import { buildGruAttention } from '../../../engine/models/recurrent.ts'
import { hasTensorFlow } from '../../support/tensorflow.ts'

const options = {
  engines: ['cpu'] as const,
  rounds: 1,
  onnxruntime: process.env.DUCTAL_ONNXRUNTIME ?? null,
  signal: new AbortController().signal,
  onBegin() {}
}

it('counts the matrix products of a patch', async () => {
  await openEngine('cpu')
  const cnn = buildCnn()
  const convolutions = 48 * 48 * 9 * 3 * 32 + 22 * 22 * 9 * 32 * 64
  expect(operationsOf(cnn)).toBe(2 * (convolutions + 11 * 11 * 64 * 50 + 50 * 2))
  const gru = buildGruAttention()
  const step = 3 * 64 * (64 + 3 + 1) + 2 * 32 * (64 + 1)
  expect(operationsOf(gru)).toBe(2 * (2500 * step + 64 * 2))
  for (const model of [cnn, gru]) model.dispose()
})

/** The residual network tests our ONNX export of such networks. */
const measured = options.onnxruntime
  ? ['cnn', 'resnet-18', 'gru-attention', 'conv-gru-attention']
  : ['cnn', 'gru-attention', 'conv-gru-attention']

it('compares an architecture with the installed runtimes, which give the same output', async () => {
  const { rows, engines, peakGflops } = await bench({
    ...options,
    architectures: measured
  })
  expect(engines.map(({ name, reason }) => [name, reason])).toEqual([['cpu', '']])
  expect(rows.map(({ architecture }) => architecture)).toEqual(measured)
  for (const { patchesPerSecond, gflops, shareOfPeak, onnxruntime, tensorflow } of rows) {
    expect(patchesPerSecond.median).toBeGreaterThan(0)
    expect(shareOfPeak?.median).toBeCloseTo(gflops.median / peakGflops.median, 0)
    expect(onnxruntime !== null).toBe(options.onnxruntime !== null)
    expect(tensorflow !== null).toBe(hasTensorFlow)
    for (const other of [onnxruntime, tensorflow]) expect(other?.largestDifference ?? 0).toBeLessThan(1e-4)
  }
}, 120_000)

it('names an onnxruntime that cannot be loaded', async () => {
  await expect(
    bench({ ...options, architectures: ['cnn'], onnxruntime: import.meta.dirname })
  ).rejects.toMatchObject({ code: 'engine/failed', message: expect.stringContaining('DUCTAL_ONNXRUNTIME') })
})

it('stops when aborted', async () => {
  const stop = new AbortController()
  const running = bench({
    ...options,
    architectures: ['cnn'],
    signal: stop.signal,
    onBegin: () => stop.abort(new Error('enough'))
  })
  await expect(running).rejects.toThrow('enough')
})
