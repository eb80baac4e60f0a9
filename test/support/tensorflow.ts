import { isTensorFlowNamed } from '../../engine/backends/tfjs-node.ts'

/** TensorFlow's native library is not a dependency; tests that need it are skipped without it. */
export const hasTensorFlow = isTensorFlowNamed()

/** Added to a test's title when there is no SwiftShader. */
export const tensorFlowNotice = hasTensorFlow ? '' : ' (skipped: DUCTAL_TFJS_NODE names no folder with it)'
