import '@tensorflow/tfjs-backend-cpu'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { cpu } from '../../../engine/backends/cpu.ts'
import { attend } from '../../../engine/kernels/attention/attend.ts'
import type { AttentionWeights } from '../../../engine/kernels/attention/attention.ts'
import type { CellWeights } from '../../../engine/kernels/recurrence/cells.ts'
import { allStates, meanState } from '../../../engine/kernels/recurrence/recurrence.ts'
import { instantiate } from '../../../engine/kernels/wasm/module.ts'
import { checkGolden, goldenInput, readGolden } from '../../../engine/selftest/golden.ts'
import { goldenFiles, goldenFolder, goldenNotice } from '../../support/golden.ts'
import { referenceAttention } from '../../support/reference/attention.ts'
import { referenceStates } from '../../support/reference/cells.ts'

const floats = (values: unknown) => Float32Array.from([values].flat(9) as number[])

async function read(file: string) {
  const golden = await readGolden(join(goldenFolder, file))
  const { units, batch, steps, attention } = golden
  const cell: CellWeights = {
    cell: golden.cell === 'lstm' ? 'lstm' : golden.resetAfter ? 'gru-reset-after' : 'gru',
    inputs: 3,
    units,
    kernel: floats(golden.kernel),
    recurrentKernel: floats(golden.recurrentKernel),
    bias: floats(golden.bias)
  }
  const weights: AttentionWeights | null = attention
    ? {
        inputs: units,
        units: attention.units,
        window: attention.window,
        query: floats(attention.Wt),
        key: floats(attention.Wx),
        bias: floats(attention.b),
        score: floats(attention.Wa),
        scoreBias: floats(attention.ba)
      }
    : null
  return { golden, cell, weights, sequences: { values: goldenInput(golden), count: batch, steps } }
}

function expectRows(
  actual: ArrayLike<number>,
  expected: Record<string, number[][]>,
  steps: number,
  tolerance: number
): void {
  for (const [step, rows] of Object.entries(expected))
    rows.forEach((row, patch) => {
      row.forEach((value, unit) => {
        const found = actual[(patch * steps + Number(step)) * row.length + unit]!
        expect(Math.abs(found - value), `step ${step}, patch ${patch}, unit ${unit}`).toBeLessThan(tolerance)
      })
    })
}

describe.skipIf(goldenFiles.length === 0)(`golden files${goldenNotice}`, () => {
  it.each(goldenFiles.filter(file => file.includes('8x40')))(
    'the float64 reference reproduces %s',
    async file => {
      const { golden, cell, weights, sequences } = await read(file)
      const parts = Array.from({ length: golden.batch }, (_, patch) => {
        const sequence = sequences.values.subarray(patch * golden.steps * 3, (patch + 1) * golden.steps * 3)
        return referenceStates(cell, sequence, golden.steps)
      })
      expectRows(
        parts.flatMap(part => [...part]),
        golden.states,
        golden.steps,
        5e-7
      )
      if (!weights) return
      const attended = parts.flatMap(part => [...referenceAttention(weights, part, golden.steps).attended])
      expectRows(attended, golden.attended!, golden.steps, 5e-7)
    }
  )

  it.each(
    goldenFiles.flatMap(file => (['wide', 'relaxed', 'plain'] as const).map(build => [file, build] as const))
  )('the kernels reproduce %s, %s build', async (file, build) => {
    const { golden, cell, weights, sequences } = await read(file)
    const kernels = instantiate(build)
    const states = allStates(kernels, cell, sequences)
    expectRows(states, golden.states, golden.steps, 2e-6)
    const mean = meanState(kernels, cell, weights, sequences)
    expectRows(mean, { 0: golden.pooledMean }, 1, 2e-6)
    if (!weights) return
    const given = attend(kernels, weights, { ...sequences, values: states }, true)
    expectRows(given.attended, golden.attended!, golden.steps, 2e-6)
    for (const [step, rows] of Object.entries(golden.attentionWeights!)) {
      const filled = rows.map(row => row.map(value => value ?? 0))
      expectRows(given.weights, { [step]: filled }, golden.steps, 2e-6)
    }
  })

  it('every file is within tolerance on the cpu engine, including the probabilities', async () => {
    await cpu.open({})
    const before = tf.memory().numTensors
    const results = await checkGolden(goldenFolder)
    expect(results.map(result => result.name)).toHaveLength(goldenFiles.length)
    for (const result of results) {
      expect(result.ok, JSON.stringify(result)).toBe(true)
      expect(result.probabilities).toBeLessThan(2e-6)
    }
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a folder that holds no golden files', () => {
  beforeAll(async () => {
    await cpu.open({})
  })

  it('is refused with a sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ductal-golden-'))
    await expect(checkGolden(join(folder, 'missing'))).rejects.toMatchObject({ code: 'engine/failed' })
    await expect(checkGolden(folder)).rejects.toMatchObject({ code: 'engine/failed' })
    await writeFile(join(folder, 'one.json'), '{"name":"x"}')
    await expect(checkGolden(folder)).rejects.toThrow(/one\.json is not a golden file/)
  })
})
