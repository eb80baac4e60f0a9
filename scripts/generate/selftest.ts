/**
 * Writes engine/selftest/expected.ts: the outputs of plain operations in TensorFlow.js's own
 * JavaScript backend.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { registerLayers } from '../../engine/layers/register.ts'
import { architectures } from '../../engine/models/index.ts'
import { testProbabilities } from '../../engine/selftest/selftest.ts'

registerLayers()
await tf.setBackend('cpu')
for (const name of ['FusedGRU', 'FusedLSTM', 'LocalAttention']) tf.unregisterKernel(name, 'cpu')

const rows: string[] = []
for (const name of Object.keys(architectures)) {
  const probabilities = await testProbabilities(name)
  const key = /^\w+$/.test(name) ? name : `'${name}'`
  rows.push(`  ${key}: [${Array.from(probabilities, value => value.toFixed(7)).join(', ')}]`)
}
const file = join(import.meta.dirname, '../..', 'engine', 'selftest', 'expected.ts')
writeFileSync(
  file,
  `/**
 * Probabilities of class 1, one per test patch, computed with TensorFlow.js's plain operations in
 * JavaScript. Written by scripts/generate/selftest.ts; a test recomputes them.
 */
export const expected: Readonly<Record<string, readonly number[]>> = {
${rows.join(',\n')}
}
`
)
