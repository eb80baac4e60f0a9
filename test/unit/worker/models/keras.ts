import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scattered } from '../../../../engine/selftest/numbers.ts'
import { temporaryFolder } from '../../../engine/tiny.ts'

export interface Values {
  shape: number[]
  values: number[]
}

/** A layer as Keras writes it, with its weights. */
export interface KerasLayer {
  kind: string
  name: string
  config: Record<string, unknown>
  weights: Record<string, Values>
  /** Name of the cell that Keras puts between a recurrent layer and its weights. */
  cell?: string
}

export const random = (shape: number[], seed: number, factor = 1): Values => ({
  shape,
  values: [
    ...scattered(
      shape.reduce((product, edge) => product * edge, 1),
      seed
    )
  ].map(v => v * factor)
})

const three = /^3\./

/** Writes a model.json and a shard as tensorflowjs.converters.save_keras_model does. */
export async function kerasFolder(
  layers: KerasLayer[],
  { keras = '2.15.0', functional = false }: { keras?: string; functional?: boolean } = {}
): Promise<string> {
  const folder = await temporaryFolder()
  const isThree = three.test(keras)
  const dtype = isThree
    ? { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null }
    : 'float32'
  const shape = { [isThree ? 'batch_shape' : 'batch_input_shape']: [null, 50, 50, 3] }
  const input = { class_name: 'InputLayer', config: { ...shape, dtype: 'float32', name: 'input' } }
  const described = [
    input,
    ...layers.map(({ kind, name, config }) => ({
      class_name: kind,
      config: { name, trainable: true, dtype, ...config }
    }))
  ]
  const wrapped = described.map((layer, i) => ({
    ...(isThree ? { module: 'keras.layers', registered_name: null } : {}),
    ...layer,
    ...(functional
      ? {
          name: layer.config.name,
          inbound_nodes: i === 0 ? [] : [nodeFrom(String(described[i - 1]?.config.name), isThree)]
        }
      : {})
  }))
  const end = [layers.at(-1)?.name, 0, 0]
  const ends = {
    input_layers: isThree ? ['input', 0, 0] : [['input', 0, 0]],
    output_layers: isThree ? end : [end]
  }
  const model_config = {
    ...(isThree ? { module: 'keras', registered_name: null } : {}),
    class_name: functional ? 'Functional' : 'Sequential',
    config: { name: 'net', trainable: true, layers: wrapped, ...(functional ? ends : {}) }
  }
  const weights = layers.flatMap(({ name, cell, weights }) =>
    Object.entries(weights).map(([own, values]) => ({
      ...values,
      name: [...(isThree ? ['net'] : []), name, ...(cell ? [cell] : []), own].join('/')
    }))
  )
  const json = {
    format: 'layers-model',
    generatedBy: `keras v${keras}`,
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    modelTopology: { keras_version: keras, backend: 'tensorflow', model_config },
    weightsManifest: [
      {
        paths: ['group1-shard1of1.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }))
      }
    ]
  }
  await writeFile(join(folder, 'model.json'), JSON.stringify(json))
  const bytes = weights.map(({ values }) => Buffer.from(Float32Array.from(values).buffer))
  await writeFile(join(folder, 'group1-shard1of1.bin'), Buffer.concat(bytes))
  return folder
}

const nodeFrom = (name: string, isThree: boolean) =>
  isThree
    ? {
        args: [
          {
            class_name: '__keras_tensor__',
            config: { shape: [], dtype: 'float32', keras_history: [name, 0, 0] }
          }
        ],
        kwargs: {}
      }
    : [[name, 0, 0, {}]]
