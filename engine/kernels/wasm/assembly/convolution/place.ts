/** One place of a convolution's output: the part of its window inside the image. */
@unmanaged
export class Place {
  /** Rows of the window, and input values per row: pixels times channels, which are contiguous. */
  rows: i32
  depth: i32
  /** Distance between window rows: floats in the weights of one output, bytes in the input. */
  weightStride: usize
  inputStride: usize
  /** Whether negative outputs become zero. */
  rectified: bool
}
