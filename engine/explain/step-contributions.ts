import type { PatchExplanation } from '../../contract/worker.ts'

/** Explains, pixel by pixel, why a network predicts what it does for a patch. */
export interface NetworkExplanation extends Pick<PatchExplanation, 'kind' | 'map'> {
  /**
   * Attention only: a_t, the weights of each step's window, [steps][window]; zero outside the
   * sequence.
   */
  windows: Float32Array | null
}

/** Inputs for the step contributions of a network with attention and mean pooling. */
export interface StepInputs {
  /** a_t,t': [steps][window] */
  windows: Float32Array
  window: number
  /** The states that the attention reads: [steps][units] */
  states: Float32Array
  steps: number
  /** Weights of the last layer for the positive class minus those for the other: [units] */
  direction: Float32Array
}

/**
 * Returns how much each step contributes to the positive class: the change it makes to the state's
 * part of the logit, times the attention that the state receives. The logit is the mean over steps
 * of received_t · direction·h_t, plus a constant. Because h_t also holds everything before it, a
 * step's own share is h_t − h_(t−1). Units are those of the logit, without the factor 1/steps.
 */
export function stepContributions({ windows, window, states, steps, direction }: StepInputs): Float32Array {
  const received = attentionReceived(windows, steps, window)
  const units = direction.length
  let before = 0
  return received.map((attention, step) => {
    let now = 0
    for (let unit = 0; unit < units; unit++) now += direction[unit]! * states[step * units + unit]!
    const change = now - before
    before = now
    return attention * change
  })
}

/** Returns Σ_t a_t,t' for each step t': the attention it receives, 1 on average. */
export function attentionReceived(windows: Float32Array, steps: number, window: number): Float32Array {
  const received = new Float32Array(steps)
  const back = Math.floor(window / 2)
  for (let step = 0; step < steps; step++)
    for (let place = 0; place < window; place++) {
      const other = step - back + place
      if (other >= 0 && other < steps) received[other]! += windows[step * window + place]!
    }
  return received
}
