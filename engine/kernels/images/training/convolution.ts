import type { ImageShape, Window } from '../images.ts'

/** A convolution without bias and its batch normalisation, as they are trained. */
export interface NormalisedConvolution {
  /** Whose output is read: 0 is the image, n the output of the n-th of these, counted from one. */
  input: number
  inputShape: ImageShape
  shape: ImageShape
  window: Window
  /** What is added after the normalisation, numbered as `input`; null for nothing. */
  shortcut: number | null
  /** Negative outputs become zero. */
  rectified: boolean
  epsilon: number
}

export interface ConvolutionVariables {
  /** [window height][window width][channels][outputs] */
  kernel: Float32Array
  gamma: Float32Array
  beta: Float32Array
}
