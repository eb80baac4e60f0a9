import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webgpu } from '../../electron/engine/backends/webgpu.ts'
import { checkGolden } from '../../electron/engine/golden.ts'
import { goldenFiles, goldenFolder, goldenNotice } from '../support/golden.ts'
import { hasSwiftShader, swiftShaderNotice, useSwiftShader } from '../support/swiftshader.ts'
import { parityNetworks, prepare, worstDifference } from './parity.ts'

// Software computes what a GPU would, thousands of times slower.
const timeout = 240_000

describe.skipIf(!hasSwiftShader)(`the webgpu engine${swiftShaderNotice}`, { timeout }, () => {
  beforeAll(async () => {
    useSwiftShader()
    await webgpu.open({})
  })
  afterAll(() => webgpu.close())

  it.each(parityNetworks)('$name, against plain operations', async network => {
    expect(await worstDifference(await prepare(network))).toBeLessThan(1e-4)
  })

  it.skipIf(goldenFiles.length === 0)(`reproduces every golden file${goldenNotice}`, async () => {
    const before = tf.memory().numTensors
    for (const result of await checkGolden(goldenFolder))
      expect(result, result.name).toMatchObject({ ok: true })
    expect(tf.memory().numTensors).toBe(before)
  })
})
