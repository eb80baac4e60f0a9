import { serialization } from '@tensorflow/tfjs-core'
import { registerGradients } from '../kernels/operations.ts'
import { registerKernels } from '../kernels/register.ts'
import { LocalAttention } from './attention.ts'
import { FusedGRU, FusedLSTM } from './recurrent.ts'
import { Tokens } from './tokens.ts'

let registered = false

/**
 * Registers our layers with TensorFlow.js, so that models with them load, and their kernels with
 * its backends. Once per process.
 */
export function registerLayers(): void {
  if (registered) return
  registered = true
  for (const layer of [Tokens, FusedGRU, FusedLSTM, LocalAttention]) serialization.registerClass(layer)
  registerKernels()
  registerGradients()
}
