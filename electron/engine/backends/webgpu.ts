import { EngineError } from '../errors.ts'
import type { Backend } from './backend.ts'

/** Any GPU through WebGPU. */
export const webgpu: Backend = {
  name: 'webgpu',
  async open() {
    throw new EngineError(
      'engine/unavailable',
      'The engine webgpu is not part of this version of Ductal: choose cpu.'
    )
  },
  async use() {},
  close() {}
}
