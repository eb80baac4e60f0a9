import '@tensorflow/tfjs-backend-cpu'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { tensorflow } from '../../../engine/backends/tensorflow.ts'
import { Operations } from '../../../engine/kernels/tensorflow/binding.ts'
import { packParameters, unpackParameters } from '../../../engine/kernels/tensorflow/cudnn.ts'
import { blockGru } from '../../../engine/kernels/tensorflow/gru.ts'
import { registerRecurrence, registerTensorFlowKernels } from '../../../engine/kernels/tensorflow/register.ts'
import { registerLayers } from '../../../engine/layers/register.ts'
import { buildLstm } from '../../../engine/models/recurrent.ts'
import { checkGolden } from '../../../engine/selftest/golden.ts'
import { goldenFiles, goldenFolder, goldenNotice } from '../../support/golden.ts'
import { hasTensorFlow, tensorFlowNotice } from '../../support/tensorflow.ts'
import { attentionCase, exactSlopes, fusedGradients, plainGradients, recurrenceCase } from '../gradients.ts'
import { largestDifference, onReference, parityNetworks, prepare, worstDifference } from '../parity.ts'

const recurrences = (['gru', 'gru-reset-after', 'lstm'] as const).map(cell =>
  recurrenceCase(cell, { count: 3, steps: 11, inputs: 4, units: 5 })
)
const size = { count: 1, steps: 1, inputs: 3, units: 2 }
const smallest = { count: 1, steps: 2, inputs: 1, units: 1 }
const attention = attentionCase({ count: 2, steps: 9, features: 4, units: 3, window: 6 })

describe.skipIf(!hasTensorFlow)(`TensorFlow’s native library${tensorFlowNotice}`, () => {
  beforeAll(async () => {
    tf.enableProdMode()
    registerLayers()
    await tensorflow.open({})
  })

  it('names the library and the device that compute', async () => {
    const { name, kind } = await tensorflow.open({})
    expect(name).toMatch(/^TensorFlow \d+\.\d+\.\d+ on (CPU.*, \d+ threads?|CUDA), \S/)
    expect(kind).toBe(name.includes('on CUDA') ? 'gpu' : 'cpu')
  })

  // Leaves out the longest network: it takes half a minute in plain operations and runs the same
  // WebAssembly as on the cpu engine.
  const networks = parityNetworks.filter(({ name }) => !name.includes('2,500'))

  it.each(networks)('$name matches plain operations', async network => {
    expect(await worstDifference(await prepare(network))).toBeLessThan(1e-4)
  })

  it('computes the layers of a model with its kernels, not only when streamed', async () => {
    const model = buildLstm({ patch: 10, units: 6 })
    const predict = () =>
      tf.tidy(() => {
        const images = tf.reshape(tf.linspace(0, 1, 600), [2, 10, 10, 3])
        return (model.predict(images) as tf.Tensor).dataSync()
      })
    expect(largestDifference(predict(), await onReference(async () => predict()))).toBeLessThan(1e-5)
    model.dispose()
  })

  it.each([...recurrences, recurrenceCase('lstm', smallest), attention])('gradients: $name', expectGradients)

  it('gradients of the stepwise GRU that CUDA uses', async () => {
    forget('FusedGRU')
    registerRecurrence('FusedGRU', () => blockGru)
    try {
      await expectGradients(recurrences[0]!)
      await expectGradients(recurrenceCase('gru', smallest))
    } finally {
      forget('FusedGRU')
      registerTensorFlowKernels(false)
    }
  })

  it.skipIf(goldenFiles.length === 0)(`reproduces Keras’ numbers${goldenNotice}`, async () => {
    const results = await checkGolden(goldenFolder)
    expect(results.filter(({ ok }) => !ok)).toEqual([])
  })

  it('frees the tensors kept for a backward pass that never runs', async () => {
    const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number } }
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const count = () => {
      collect()
      return binding.getNumOfTensors()
    }
    const before = count()
    const { parts, fused } = recurrences[2]!
    tf.tidy(() => {
      const tensors = parts.map(part => tf.tensor(part.values, part.shape))
      const aside = (x: tf.Tensor) => {
        fused(tensors)
        return tf.sum(tf.square(x))
      }
      tf.grad(aside)(tf.tensor1d([1, 2])).dataSync()
    })
    await expect.poll(count).toBe(before)
  })

  it.each(['gru', 'lstm'] as const)(
    'packs the weights of a %s in the layout of cuDNN and unpacks them again',
    mode => {
      const { inputs, units } = size
      const gates = mode === 'gru' ? 3 : 4
      const columns = gates * units
      const counted = (length: number, from: number) => Float32Array.from({ length }, (_, i) => from + i)
      const kernel = counted(inputs * columns, 1000)
      const recurrentKernel = counted(units * columns, 2000)
      const bias = counted(mode === 'gru' ? 2 * columns : columns, 3000)
      const operations = new Operations(tf.backend())
      const handles = {
        kernel: operations.floats(kernel, [inputs, columns]),
        recurrentKernel: operations.floats(recurrentKernel, [units, columns]),
        bias: operations.floats(bias, mode === 'gru' ? [2, columns] : [columns])
      }
      const packed = packParameters(operations, mode, handles, size)
      const unpacked = unpackParameters(operations, mode, packed, size)
      const read = (handle: number) => tf.tidy(() => operations.tensor(handle).dataSync())
      expect(read(unpacked.kernel)).toEqual(kernel)
      expect(read(unpacked.recurrentKernel)).toEqual(recurrentKernel)
      expect(read(unpacked.bias)).toEqual(bias)
      // cuDNN starts with a GRU's reset gate, Keras has it second. A gate's weights are stored unit
      // by unit.
      const first = mode === 'gru' ? units : 0
      const row = (weights: Float32Array, unit: number, depth: number) =>
        Float32Array.from({ length: depth }, (_, k) => weights[k * columns + first + unit]!)
      const parameters = read(packed)
      expect(parameters.length).toBe(columns * (inputs + units + 2))
      expect(parameters.slice(inputs, 2 * inputs)).toEqual(row(kernel, 1, inputs))
      const second = columns * inputs
      expect(parameters.slice(second, second + units)).toEqual(row(recurrentKernel, 0, units))
      const biases = parameters.slice(columns * (inputs + units))
      if (mode === 'gru') expect(biases.slice(0, units)).toEqual(bias.slice(units, 2 * units))
      else expect(biases).toEqual(Float32Array.from([...new Float32Array(columns), ...bias]))
      operations.free()
    }
  )
})

function forget(kernel: string): void {
  for (const name of [kernel, `${kernel}Grad`]) tf.unregisterKernel(name, 'tensorflow')
}

async function expectGradients(given: ReturnType<typeof recurrenceCase>): Promise<void> {
  const [ours, plain] = [await fusedGradients(given), await plainGradients(given)]
  expect(largestDifference(ours.output, plain.output)).toBeLessThan(2e-6)
  exactSlopes(given).forEach((slopes, part) => {
    expect(largestDifference(ours.parts[part]!, plain.parts[part]!)).toBeLessThan(2e-5)
    for (const [place, slope] of slopes)
      expect(
        Math.abs(ours.parts[part]![place]! - slope),
        `${given.parts[part]!.name}[${place}]`
      ).toBeLessThan(2e-4 * Math.max(1, Math.abs(slope)))
  })
}
