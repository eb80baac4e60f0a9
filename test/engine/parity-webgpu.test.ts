import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { webgpu } from '../../engine/backends/webgpu.ts'
import { checkGolden } from '../../engine/selftest/golden.ts'
import { goldenFiles, goldenFolder, goldenNotice } from '../support/golden.ts'
import { hasSwiftShader, swiftShaderNotice, useSwiftShader } from '../support/swiftshader.ts'
import { parityNetworks, prepare, worstDifference } from './parity.ts'

// Software computes WebGPU thousands of times slower than a GPU.
const timeout = 240_000

describe.skipIf(!hasSwiftShader)(`the webgpu engine${swiftShaderNotice}`, { timeout }, () => {
  beforeAll(async () => {
    useSwiftShader()
    await webgpu.open({})
  })
  afterAll(() => webgpu.close())

  it.each(parityNetworks)('$name matches plain operations', async network => {
    const prepared = await prepare(network)
    const exact = await worstDifference(prepared)
    expect(exact).toBeLessThan(1e-4)
    // Convolutions run in TensorFlow.js, which has no half floats.
    if (!/gru|lstm/.test(network.name)) return
    const halves = await withHalves(() => worstDifference(prepared))
    expect(halves, 'with half floats').toBeLessThan(2e-3)
    expect(halves, 'half floats are another way').not.toBe(exact)
  })

  it.skipIf(goldenFiles.length === 0)(`reproduces every golden file${goldenNotice}`, async () => {
    const before = tf.memory().numTensors
    for (const result of await checkGolden(goldenFolder))
      expect(result, result.name).toMatchObject({ ok: true })
    expect(tf.memory().numTensors).toBe(before)
  })
})

async function withHalves<T>(work: () => Promise<T>): Promise<T> {
  vi.stubEnv('DUCTAL_WEBGPU_HALVES', '1')
  try {
    expect((await webgpu.open({})).precision).toBe('float16')
    return await work()
  } finally {
    vi.unstubAllEnvs()
    await webgpu.open({})
  }
}
