import { isTensorFlowNamed } from '../../engine/backends/tfjs-node.ts'

/** TensorFlow's native library is no dependency; tests that need it skip where none is installed. */
export const hasTensorFlow = isTensorFlowNamed()

/** For a test's name where there is none. */
export const tensorFlowNotice = hasTensorFlow ? '' : ' (skipped: DUCTAL_TFJS_NODE names no folder with it)'
