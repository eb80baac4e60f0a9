import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as layers from '@tensorflow/tfjs-layers'
import { expect, test, vi } from 'vitest'
import type { ModelForm } from '../../../../contract/models/model.ts'
import { importModel, inspectModel } from '../../../../electron/worker/models/import-model.ts'
import { openEngine } from '../../../../engine/engine.ts'
import { identityOf } from '../../../../engine/model-folder/identity.ts'
import { parseSpec } from '../../../../engine/model-folder/spec.ts'
import { noise, restate, temporaryFolder, writeModelFolder } from '../../../engine/tiny.ts'
import { hasPipes, makePipe } from '../../../support/irregular.ts'
import { patience } from '../../../support/terminal.ts'
import { type KerasLayer, kerasFolder, random } from './keras.ts'
import '@tensorflow/tfjs-backend-cpu'

vi.setConfig({ testTimeout: patience })

const signal = new AbortController().signal
const form: ModelForm = {
  name: 'mine',
  title: 'My own',
  classes: ['IDC negative', 'IDC positive'],
  positiveClass: 1,
  mpp: 4,
  normalisation: { mean: [0, 0, 0], deviation: [255, 255, 255] },
  threshold: 0.5
}
const levels = { mean: [0, 0, 0], deviation: [1, 1, 1] } satisfies ModelForm['normalisation']

async function tryImport(folder: string, change: Partial<ModelForm> | null = {}) {
  const into = join(await temporaryFolder(), 'models')
  const given = change && { ...form, ...change }
  const result = await importModel({ folder, into, form: given, taken: [], known: [] }, signal).catch(
    (error: unknown) => error
  )
  return { result, copy: join(into, 'mine') }
}

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })

/** Probabilities of the model in a folder for a few patches. */
async function predicted(folder: string, patches: Uint8Array): Promise<number[]> {
  const engine = await openEngine('cpu')
  const network = await engine.load(folder)
  try {
    return [...(await network.predict(patches, patches.length / 7500))]
  } finally {
    network.dispose()
  }
}

/** A small network: convolution, mean, dense with these outputs. */
const small = (units: number, activation: string, before: KerasLayer[] = []): KerasLayer[] => [
  ...before,
  {
    kind: 'Conv2D',
    name: 'c1',
    config: { filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' },
    weights: { kernel: random([3, 3, 3, 4], 1), bias: random([4], 2) }
  },
  { kind: 'GlobalAveragePooling2D', name: 'mean', config: {}, weights: {} },
  {
    kind: 'Dense',
    name: 'out',
    config: { units, activation, use_bias: true },
    weights: { kernel: random([4, units], 3), bias: random([units], 4) }
  }
]

/** The same network in plain arithmetic; returns its last values before the activation. */
function bySum(patch: Uint8Array, units: number, factor: number): number[] {
  const [kernel, bias] = [random([3, 3, 3, 4], 1).values, random([4], 2).values]
  const means = [0, 0, 0, 0]
  for (let y = 0; y < 25; y++)
    for (let x = 0; x < 25; x++)
      for (let f = 0; f < 4; f++) {
        let sum = bias[f]!
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++)
            for (let c = 0; c < 3; c++) {
              const [row, col] = [2 * y + i, 2 * x + j]
              if (row < 50 && col < 50)
                sum += kernel[((i * 3 + j) * 3 + c) * 4 + f]! * patch[(row * 50 + col) * 3 + c]! * factor
            }
        means[f]! += Math.max(0, sum) / 625
      }
  const [dense, offset] = [random([4, units], 3).values, random([units], 4).values]
  return offset.map((start, u) => means.reduce((sum, mean, f) => sum + mean * dense[f * units + u]!, start))
}

function expectClose(found: number[], expected: number[], digits: number): void {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, digits)
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
const patches = noise(3)
const each = (of: (patch: Uint8Array) => number) =>
  [0, 1, 2].map(i => of(patches.subarray(i * 7500, (i + 1) * 7500)))

test.each(['2.15.0', '3.4.1'])('reads Keras %s and computes the same', async keras => {
  for (const functional of [false, true]) {
    const folder = await kerasFolder(small(2, 'softmax'), { keras, functional })
    const { result, copy } = await tryImport(folder)
    expect(result).toEqual({ name: 'mine' })
    const expected = each(patch => {
      const [no = 0, yes = 0] = bySum(patch, 2, 1 / 255)
      return sigmoid(yes - no)
    })
    const found = await predicted(copy, patches)
    expectClose(found, expected, 5)
  }
})

test('refuses logits, and adds and records a softmax or a sigmoid if they are stated', async () => {
  for (const units of [1, 2]) {
    const folder = await kerasFolder(small(units, 'linear'))
    expect((await inspectModel(folder)).form.outputs).toBe('logits')
    expect((await tryImport(folder)).result).toEqual(
      refusal('model/bad-outputs', /gives logits, not probabilities.*--outputs logits/)
    )
    const { result, copy } = await tryImport(folder, { outputs: 'logits' })
    expect(result).toEqual({ name: 'mine' })
    const expected = each(patch => {
      const values = bySum(patch, units, 1 / 255)
      return sigmoid(units === 1 ? values[0]! : values[1]! - values[0]!)
    })
    expectClose(await predicted(copy, patches), expected, 5)
    const notes = (await parseSpec(copy)).trainingData.notes?.join(' ')
    expect(notes).toMatch(units === 2 ? /softmax was added/ : /sigmoid was added/)
  }
  const proper = await kerasFolder(small(2, 'softmax'))
  expect((await tryImport(proper, { outputs: 'logits' })).result).toEqual(
    refusal('model/contradiction', /already has a softmax/)
  )
})

test('a single sigmoid is the probability of the second class', async () => {
  const folder = await kerasFolder(small(1, 'sigmoid'), { functional: true })
  const expected = each(patch => sigmoid(bySum(patch, 1, 1 / 255)[0]!))
  for (const positiveClass of [1, 0] as const) {
    const classes: [string, string] = positiveClass === 1 ? ['no', 'yes'] : ['yes', 'no']
    const { copy } = await tryImport(folder, { positiveClass, classes })
    const found = await predicted(copy, patches)
    expectClose(found, positiveClass === 1 ? expected : expected.map(value => 1 - value), 5)
  }
})

test.each<[string, KerasLayer[], RegExp]>([
  ['two sigmoids', small(2, 'sigmoid'), /activation sigmoid, which need not add up to 1/],
  ['a rectifier', small(2, 'relu'), /activation relu, which are not probabilities/],
  ['one softmax', small(1, 'softmax'), /one output with the activation softmax/]
])('refuses %s at the end', async (_, network, message) => {
  expect((await tryImport(await kerasFolder(network))).result).toEqual(refusal('model/bad-outputs', message))
})

const rescaling: KerasLayer = {
  kind: 'Rescaling',
  name: 'to_unit',
  config: { scale: 1 / 255, offset: 0 },
  weights: {}
}
const normalization: KerasLayer = {
  kind: 'Normalization',
  name: 'norm',
  config: { axis: [-1], invert: false, mean: null, variance: null },
  weights: {
    mean: { shape: [3], values: [200, 150, 180] },
    variance: { shape: [3], values: [900, 1600, 1200] },
    count: { shape: [], values: [0] }
  }
}

test.each([rescaling, normalization])('does not scale twice with a layer $kind', async layer => {
  const folder = await kerasFolder(small(2, 'softmax', [layer]), { keras: '3.3.0' })
  expect((await inspectModel(folder)).form.normalisation).toEqual(levels)
  expect((await tryImport(folder)).result).toEqual(
    refusal('model/contradiction', new RegExp(`layer ${layer.name}, .* scaled twice.*0-255`))
  )
  const { result, copy } = await tryImport(folder, { normalisation: levels })
  expect(result).toEqual({ name: 'mine' })
  if (layer !== rescaling) return
  const expected = each(patch => {
    const [no = 0, yes = 0] = bySum(patch, 2, 1 / 255)
    return sigmoid(yes - no)
  })
  expectClose(await predicted(copy, patches), expected, 4)
})

test('refuses a spec.json that would scale twice', async () => {
  const model = layers.sequential()
  model.add(layers.layers.rescaling({ scale: 1 / 255, inputShape: [50, 50, 3] }))
  model.add(layers.layers.flatten())
  model.add(layers.layers.dense({ units: 2, activation: 'softmax' }))
  const folder = await writeModelFolder(model)
  expect((await tryImport(folder, null)).result).toEqual(refusal('model/contradiction', /scaled twice/))
  await restate(folder, model.countParams(), spec => ({
    ...spec,
    input: { ...spec.input, normalisation: levels }
  }))
  expect((await tryImport(folder, null)).result).toEqual({ name: 'tiny' })
})

test.each<[string, Partial<ModelForm>, RegExp]>([
  ['the negative class means IDC', { positiveClass: 0 }, /called IDC negative.*--positive 2/],
  ['the other class is carcinoma', { classes: ['tumour', 'stroma'] }, /the other class is called tumour/],
  ['both have one name', { classes: ['a', 'a'] }, /Both classes .* are called a/]
])('refuses classes when %s', async (_, change, message) => {
  const folder = await kerasFolder(small(2, 'softmax'))
  expect((await tryImport(folder, change)).result).toEqual(refusal('model/contradiction', message))
})

test('refuses a network that gives every patch the same probability', async () => {
  const network = small(2, 'softmax')
  const blind = network.map(layer =>
    layer.name === 'out'
      ? { ...layer, weights: { ...layer.weights, kernel: { shape: [4, 2], values: Array(8).fill(0) } } }
      : layer
  )
  expect((await tryImport(await kerasFolder(blind))).result).toEqual(
    refusal('model/bad-outputs', /gives every patch the same probability/)
  )
})

test.each(['2.21.0', '3.6.0'])('reads a GRU with reset_after of Keras %s', async keras => {
  const [units, steps] = [3, 10]
  const weights = {
    kernel: random([750, 3 * units], 5, 0.02),
    recurrent_kernel: random([units, 3 * units], 6),
    bias: random([2, 3 * units], 7)
  }
  const common = { activation: 'tanh', recurrent_activation: 'sigmoid', use_bias: true, reset_after: true }
  const dense = { kernel: random([units, 2], 8, 2), bias: random([2], 9) }
  const folder = await kerasFolder(
    [
      { kind: 'Reshape', name: 'rows', config: { target_shape: [steps, 750] }, weights: {} },
      { kind: 'GRU', name: 'gru', cell: 'gru_cell', config: { units, ...common }, weights },
      {
        kind: 'Dense',
        name: 'out',
        config: { units: 2, activation: 'softmax', use_bias: true },
        weights: dense
      }
    ],
    { keras }
  )
  const { result, copy } = await tryImport(folder)
  expect(result).toEqual({ name: 'mine' })
  const expected = each(patch => {
    const { kernel, recurrent_kernel: recurrent, bias } = weights
    let h = [0, 0, 0]
    for (let step = 0; step < steps; step++) {
      const x = Array.from(patch.subarray(step * 750, (step + 1) * 750), level => level / 255)
      const from = (column: number) =>
        x.reduce((sum, v, i) => sum + v * kernel.values[i * 9 + column]!, bias.values[column]!)
      const by = (column: number) =>
        h.reduce((sum, v, i) => sum + v * recurrent.values[i * 9 + column]!, bias.values[9 + column]!)
      h = h.map((before, u) => {
        const z = sigmoid(from(u) + by(u))
        const r = sigmoid(from(3 + u) + by(3 + u))
        return z * before + (1 - z) * Math.tanh(from(6 + u) + r * by(6 + u))
      })
    }
    const [no = 0, yes = 0] = [0, 1].map(k =>
      h.reduce((sum, v, u) => sum + v * dense.kernel.values[u * 2 + k]!, dense.bias.values[k]!)
    )
    return sigmoid(yes - no)
  })
  expectClose(await predicted(copy, patches), expected, 5)
})

test('refuses other formats by name, with the way to convert them', async () => {
  const folder = await temporaryFolder()
  const write = async (name: string, content: string | Buffer) => {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  await write('a.h5', Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1'))
  await write('b.keras', 'PK\u0003\u0004 metadata.json')
  await write('c.onnx', 'x')
  await write('d/saved_model.pb', 'x')
  await write('e/torchscript_model.pt', 'PK')
  await write('e/config.json', '{"architecture":"resnet34","patch_size_pixels":350,"spacing_um_px":0.25}')
  await write('f/net.pt', 'PK')
  await write('g/model.json', '{"format":"graph-model","modelTopology":{"node":[]},"weightsManifest":[]}')
  const refusals: [string, RegExp][] = [
    ['a.h5', /Keras model in HDF5.*save_keras_model\(keras\.models\.load_model\("a\.h5"\), FOLDER\)/],
    ['b.keras', /Keras archive.*save_keras_model/],
    ['c.onnx', /ONNX model.*onnx2tf/],
    ['d', /SavedModel.*save_keras_model/],
    ['e', /WSInfer model \(resnet34 in PyTorch, patches of 350 pixels at 0\.25 µm\)/],
    ['f', /net\.pt is a PyTorch model/],
    ['g', /graph model.*save_keras_model/]
  ]
  for (const [name, message] of refusals)
    await expect(inspectModel(join(folder, name))).rejects.toEqual(refusal('model/unsupported', message))
})

test.skipIf(!hasPipes)(
  'refuses a pipe as a model, and a folder of pipes and broken links, at once',
  async () => {
    const folder = await temporaryFolder()
    const pipe = makePipe(join(folder, 'pipe'))
    await expect(inspectModel(pipe)).rejects.toEqual(refusal('path/irregular', /is a pipe/))
    makePipe(join(folder, 'config.json'))
    await symlink(join(folder, 'gone'), join(folder, 'link.onnx'))
    await expect(inspectModel(folder)).rejects.toEqual(refusal('model/invalid', /has no model\.json/))
  }
)

test.each<[string, KerasLayer]>([
  ['groups of filters', { kind: 'Conv2D', name: 'g', config: { groups: 3 }, weights: {} }],
  ['channels_first', { kind: 'Conv2D', name: 'g', config: { data_format: 'channels_first' }, weights: {} }],
  ['keepdims', { kind: 'GlobalAveragePooling2D', name: 'g', config: { keepdims: true }, weights: {} }]
])('refuses %s, which would be ignored without a word', async (what, layer) => {
  const folder = await kerasFolder([layer, ...small(2, 'softmax')])
  expect((await tryImport(folder)).result).toEqual(refusal('model/unsupported', new RegExp(what)))
})

test('reads again what Ductal wrote, without its spec.json', async () => {
  const folder = join(await temporaryFolder(), 'again')
  await cp(join('models', 'gru-attention'), folder, { recursive: true })
  const spec = await parseSpec(folder)
  await rm(join(folder, 'spec.json'))
  const { result, copy } = await tryImport(folder, { normalisation: spec.input.normalisation })
  expect(result).toEqual({ name: 'mine' })
  expect((await parseSpec(copy)).weightsSha256).toBe(spec.weightsSha256)
})

const shared = join(import.meta.dirname, '../../../../..', 'shared/cases/models')

test.skipIf(!existsSync(shared))('the shared cases', async () => {
  expect((await tryImport(join(shared, 'keras2-logits'))).result).toEqual(
    refusal('model/bad-outputs', /logits/)
  )
  for (const name of ['keras3', 'keras2-gru'])
    expect((await tryImport(join(shared, name))).result).toEqual({ name: 'mine' })
  expect(await readFile(join(shared, 'keras3', 'model.json'))).toBeTruthy()
})

test('the same weights with another preprocessing are another model', async () => {
  const folder = await kerasFolder(small(2, 'softmax'))
  const identities = []
  for (const change of [
    {},
    {},
    { normalisation: levels },
    { positiveClass: 0, classes: ['a', 'b'] }
  ] as const) {
    const { copy } = await tryImport(folder, change as Partial<ModelForm>)
    identities.push(identityOf(await parseSpec(copy)))
  }
  expect(new Set(identities).size).toBe(3)
  expect(identities[1]).toBe(identities[0])
  const narrower = await kerasFolder(
    small(2, 'softmax').map(layer =>
      layer.name === 'c1' ? { ...layer, config: { ...layer.config, padding: 'valid' } } : layer
    )
  )
  const { copy } = await tryImport(narrower)
  const spec = await parseSpec(copy)
  expect(spec.weightsSha256).toBe((await parseSpec((await tryImport(folder)).copy)).weightsSha256)
  expect(identities).not.toContain(identityOf(spec))
})
