const decay = 0.005

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), for an array of numbers. */
export class Adam {
  readonly values: Float64Array
  /** Accumulates gradients between two calls of `move`, which resets it to zero. */
  readonly gradient: Float64Array
  private readonly mean: Float64Array
  private readonly square: Float64Array
  private steps = 0

  constructor(values: Float64Array) {
    this.values = values
    this.gradient = new Float64Array(values.length)
    this.mean = new Float64Array(values.length)
    this.square = new Float64Array(values.length)
  }

  move(rate: number): void {
    this.steps++
    const [first, second] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps]
    for (let i = 0; i < this.values.length; i++) {
      const slope = this.gradient[i]!
      this.mean[i] = 0.9 * this.mean[i]! + 0.1 * slope
      this.square[i] = 0.999 * this.square[i]! + 0.001 * slope * slope
      const step = this.mean[i]! / first / (Math.sqrt(this.square[i]! / second) + 1e-8)
      this.values[i]! -= rate * (step + decay * this.values[i]!)
    }
    this.gradient.fill(0)
  }
}
