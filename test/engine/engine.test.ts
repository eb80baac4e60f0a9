import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openEngine } from '../../engine/engine.ts'
import { folderReader } from '../../engine/model-folder/artifacts.ts'
import { normalise } from '../../engine/network/normalise.ts'
import { scatteredPatches } from '../../engine/selftest/numbers.ts'
import { modelOf, noise, restate, temporaryFolder, tinyModel, writeModelFolder } from './tiny.ts'
import '@tensorflow/tfjs-backend-cpu'
import { loadLayersModel } from '@tensorflow/tfjs-layers'

const engine = await openEngine('cpu')

describe('opening an engine', () => {
  test('reports the name and kind of the device', () => {
    expect(engine.name).toBe('cpu')
    expect(engine.device).toMatchObject({ kind: 'cpu', precision: 'float32' })
    expect(engine.device.name).toMatch(/^WebAssembly( SIMD)?, 1 thread, ./)
  })

  test('refuses an engine that is switched off and gives that reason', async () => {
    vi.stubEnv('DUCTAL_ENGINES_OFF', 'webgpu,cpu')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    await expect(openEngine('cpu')).rejects.toMatchObject({
      code: 'engine/unavailable',
      message: 'The engine cpu is turned off by DUCTAL_ENGINES_OFF.'
    })
  })

  test('installs no handler that rethrows unhandled rejections', async () => {
    expect(process.listeners('unhandledRejection').map(String).join()).not.toContain('throw')
  })
})

describe('predicting', () => {
  test('matches the plain CPU backend', async () => {
    const folder = await writeModelFolder(tinyModel())
    const patches = noise(70)
    const network = await engine.load(folder)
    const found = await network.predict(patches, 70)
    network.dispose()
    const expected = await plain(folder, patches, 70, network.spec.input.normalisation)
    expect(found.length).toBe(70)
    expect(Math.max(...found) - Math.min(...found)).toBeGreaterThan(1e-4)
    found.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-4)
    })
  })

  test('does not depend on how patches are split into batches', async () => {
    const network = await engine.load(await writeModelFolder(tinyModel()))
    const patches = noise(50)
    const together = await network.predict(patches, 50)
    for (const index of [0, 7, 49]) {
      const alone = await network.predict(patches.subarray(index * 7500, (index + 1) * 7500), 1)
      expect(alone[0]).toBeCloseTo(together[index] as number, 5)
    }
    network.dispose()
  })

  test('accepts an empty list of patches', async () => {
    const network = await engine.load(await writeModelFolder(tinyModel()))
    expect(await network.predict(new Uint8Array(0), 0)).toEqual(new Float32Array(0))
    network.dispose()
  })

  test('refuses a count that does not match the bytes, and a disposed model', async () => {
    const network = await engine.load(await writeModelFolder(tinyModel()))
    await expect(network.predict(noise(2), 3)).rejects.toMatchObject({ code: 'engine/failed' })
    network.dispose()
    network.dispose()
    await expect(network.predict(noise(1), 1)).rejects.toMatchObject({ code: 'engine/failed' })
  })

  test('leaks no tensors', async () => {
    const folder = await writeModelFolder(tinyModel())
    const before = tf.memory().numTensors
    const network = await engine.load(folder)
    const loaded = tf.memory()
    await network.predict(noise(40), 40)
    await network.predict(noise(40), 40)
    expect(tf.memory().numTensors).toBe(loaded.numTensors)
    expect(tf.memory().numBytes).toBe(loaded.numBytes)
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('returns the probability of the positive class of the spec', async () => {
    const model = tinyModel()
    const one = await engine.load(await writeModelFolder(model))
    const other = await engine.load(await writeModelFolder(model, spec => ({ ...spec, positiveClass: 0 })))
    const [p, q] = [await one.predict(noise(1), 1), await other.predict(noise(1), 1)]
    expect((p[0] as number) + (q[0] as number)).toBeCloseTo(1, 5)
    one.dispose()
    other.dispose()
  })
})

describe('golden outputs of a model', () => {
  test('are checked by every engine that loads the model', async () => {
    const model = tinyModel()
    const network = await engine.load(await writeModelFolder(model))
    const golden = [...(await network.predict(scatteredPatches(2, 50), 2))]
    network.dispose()
    const right = await engine.load(await writeModelFolder(model, spec => ({ ...spec, golden })))
    right.dispose()
    const wrong = [golden[0]!, golden[1]! > 0.5 ? golden[1]! - 0.01 : golden[1]! + 0.01]
    const before = tf.memory().numTensors
    await expect(
      engine.load(await writeModelFolder(model, spec => ({ ...spec, golden: wrong })))
    ).rejects.toMatchObject({
      code: 'engine/unavailable',
      message: expect.stringContaining('error 1.0e-2')
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('too little memory', () => {
  test('shrinks the batches and fails with a sentence when a single patch does not fit', async () => {
    const network = await engine.load(await writeModelFolder(tinyModel()))
    const patches = noise(40)
    const expected = await network.predict(patches, 40)
    let most = 4
    const convolve = tf.getKernel('FusedConv2D', 'wasm')!
    tf.unregisterKernel('FusedConv2D', 'wasm')
    tf.registerKernel({
      ...convolve,
      kernelFunc: call => {
        if ((call.inputs.x?.shape[0] ?? 0) > most) throw new Error('Cannot enlarge memory arrays')
        return convolve.kernelFunc(call)
      }
    })
    onTestFinished(() => {
      tf.unregisterKernel('FusedConv2D', 'wasm')
      tf.registerKernel(convolve)
    })
    const found = await network.predict(patches, 40)
    expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5)
    most = 0
    await expect(network.predict(patches, 40)).rejects.toMatchObject({
      code: 'engine/memory',
      message: expect.stringContaining('a single patch')
    })
    network.dispose()
  })
})

describe('refuses a model folder', () => {
  const refused = async (folder: string, code: string, saying: RegExp) => {
    const before = tf.memory().numTensors
    await expect(engine.load(folder)).rejects.toMatchObject({
      name: 'DuctalError',
      code,
      message: expect.stringMatching(saying)
    })
    expect(tf.memory().numTensors).toBe(before)
  }

  test('without a valid spec.json', async () => {
    const folder = await temporaryFolder()
    await refused(folder, 'model/invalid', /no readable spec\.json/)
    await writeFile(join(folder, 'spec.json'), '{"name":')
    await refused(folder, 'model/invalid', /not valid JSON/)
    await writeFile(join(folder, 'spec.json'), '{}')
    await refused(folder, 'model/invalid', /is invalid at name/)
  })

  test('whose spec.json names a file outside the folder', async () => {
    const folder = await writeModelFolder(tinyModel(), spec => ({
      ...spec,
      files: [...spec.files.slice(0, 1), { ...spec.files[1], name: '../weights.bin' }]
    }))
    await refused(folder, 'model/invalid', /files\.1\.name/)
  })

  test('whose weights do not match the hash in spec.json', async () => {
    const folder = await writeModelFolder(tinyModel())
    const path = join(folder, 'weights.bin')
    const weights = await readFile(path)
    weights[10] = (weights[10] as number) ^ 1
    await writeFile(path, weights)
    await refused(folder, 'model/hash', /weights\.bin/)
    await writeFile(path, weights.subarray(0, 100))
    await refused(folder, 'model/hash', /100 bytes instead of/)
  })

  test('whose weight file is missing', async () => {
    const folder = await writeModelFolder(tinyModel())
    await rm(join(folder, 'weights.bin'))
    await refused(folder, 'model/invalid', /has no file weights\.bin/)
  })

  test('with fewer weights than its layers need', async () => {
    const folder = await writeModelFolder(tinyModel())
    const path = join(folder, 'model.json')
    const model = JSON.parse(await readFile(path, 'utf8'))
    model.weightsManifest[0].weights.pop()
    await writeFile(path, JSON.stringify(model))
    await restate(folder, tinyModel().countParams())
    await refused(folder, 'model/invalid', /cannot be built/)
  })

  test('with a weight that is not a number', async () => {
    const folder = await writeModelFolder(tinyModel())
    const path = join(folder, 'weights.bin')
    const weights = await readFile(path)
    weights.writeFloatLE(Number.NaN, 40)
    await writeFile(path, weights)
    await restate(folder, tinyModel().countParams())
    await refused(folder, 'model/invalid', /not numbers/)
  })

  test('with an unknown layer', async () => {
    const folder = await writeModelFolder(tinyModel())
    const path = join(folder, 'model.json')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('"Flatten"', '"Unheard"'))
    await restate(folder, tinyModel().countParams())
    await refused(folder, 'model/invalid', /Unheard/)
  })

  test('whose patch size or class count differs from its spec', async () => {
    await refused(await writeModelFolder(tinyModel(40)), 'model/invalid', /40×40×3, not 50×50×3/)
    await refused(await writeModelFolder(modelOf([50, 50, 1], 2)), 'model/invalid', /50×50×1, not 50×50×3/)
    await refused(await writeModelFolder(modelOf([50, 50, 3], 3)), 'model/invalid', /3 classes, not 2/)
  })

  test('whose parameter count differs from its spec', async () => {
    const folder = await writeModelFolder(tinyModel(), spec => ({ ...spec, parameters: 12 }))
    await refused(folder, 'model/invalid', /not 12 as/)
  })
})

/** Probabilities of class 1 from TensorFlow.js's plain JavaScript backend. */
async function plain(
  folder: string,
  patches: Uint8Array,
  count: number,
  normalisation: Parameters<typeof normalise>[1]
): Promise<Float32Array> {
  await tf.setBackend('cpu')
  const model = await loadLayersModel(folderReader(folder))
  const output = tf.tidy(() => {
    const input = tf.tensor4d(normalise(patches, normalisation), [count, 50, 50, 3])
    return tf.slice(model.predict(input) as tf.Tensor2D, [0, 1], [count, 1])
  })
  const values = (await output.data<'float32'>()).slice()
  output.dispose()
  model.dispose()
  await tf.setBackend('wasm')
  return values
}
