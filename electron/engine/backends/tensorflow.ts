import { EngineError } from '../errors.ts'
import type { Backend } from './backend.ts'

/** TensorFlow's native library, CUDA where there is one. */
export const tensorflow: Backend = {
  name: 'tensorflow',
  async open() {
    throw new EngineError(
      'engine/unavailable',
      'The engine tensorflow is not part of this version of Ductal: choose cpu.'
    )
  },
  async use() {},
  close() {}
}
