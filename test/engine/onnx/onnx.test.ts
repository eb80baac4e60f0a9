import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as layers from '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import { loadLayers } from '../../../engine/network/load.ts'
import { encode } from '../../../engine/onnx/protobuf.ts'
import { onnxOf } from '../../../engine/onnx/write.ts'
import { temporaryFolder, tinyModel, writeModelFolder } from '../tiny.ts'
import '@tensorflow/tfjs-backend-cpu'

test('encodes the messages of the protocol buffer documentation', () => {
  expect(Buffer.from(encode([[1, 150]])).toString('hex')).toBe('089601')
  expect(Buffer.from(encode([[2, 'testing']])).toString('hex')).toBe('120774657374696e67')
  expect(Buffer.from(encode([[3, encode([[1, 150]])]])).toString('hex')).toBe('1a03089601')
  expect(Buffer.from(encode([[1, -2]])).toString('hex')).toBe('08feffffffffffffffff01')
})

test('writes a model with its facts, from pixels to both probabilities', async () => {
  const { spec, model } = await loadLayers(await writeModelFolder(tinyModel()))
  const text = Buffer.from(onnxOf({ ...spec, temperature: 2 }, model)).toString('latin1')
  model.dispose()
  for (const part of ['patches', 'probabilities', 'Conv', 'MaxPool', 'Softmax', 'IDC negative', 'VALID'])
    expect(text).toContain(part)
  expect(text.match(/Softmax_\d+/g)?.length).toBeGreaterThan(1)
})

test('refuses a layer or an activation without counterpart, by name', async () => {
  const of = (activation: 'elu' | 'softmax', slope: boolean) => {
    const model = layers.sequential()
    model.add(layers.layers.flatten({ inputShape: [50, 50, 3] }))
    if (slope) model.add(layers.layers.prelu({ name: 'slopes' }))
    model.add(layers.layers.dense({ name: 'end', units: 2, activation }))
    return model
  }
  const { spec, model } = await loadLayers(await writeModelFolder(of('softmax', true)))
  expect(() => onnxOf(spec, model)).toThrow('cannot write the layer slopes (PReLU) as ONNX')
  expect(() => onnxOf(spec, of('elu', false))).toThrow('cannot write the activation elu of the layer end')
})

/** A Python with onnxruntime and numpy. */
const python = process.env.DUCTAL_ONNX_PYTHON

test.skipIf(!python)(
  'ONNX Runtime gives the recorded probabilities (needs DUCTAL_ONNX_PYTHON)',
  async () => {
    const folder = await temporaryFolder()
    const root = join(import.meta.dirname, '../../..')
    const files: string[] = []
    for (const name of ['cnn', 'gru-attention', 'ductal']) {
      if (!existsSync(join(root, 'models', name))) continue
      const { spec, model } = await loadLayers(join(root, 'models', name))
      const file = join(folder, `${name}.onnx`)
      await writeFile(file, onnxOf(spec, model))
      model.dispose()
      files.push(file)
    }
    const script = join(root, 'scripts/models/check_onnx.py')
    const { stdout } = await promisify(execFile)(String(python), [script, ...files])
    expect(stdout.match(/largest difference/g)).toHaveLength(files.length)
  },
  120_000
)
