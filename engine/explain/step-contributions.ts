/** What a network with attention and mean pooling makes its judgement from. */
export interface Votes {
  /** a_t,t': [steps][window] */
  windows: Float32Array
  window: number
  /** The states that are attended to: [steps][units] */
  states: Float32Array
  steps: number
  /** Weights of the last layer, the positive class less the other: [units] */
  direction: Float32Array
}

/**
 * How much each step speaks for the positive class: what it changes in the state's part of the logit, times the attention that the
 * state receives. The logit is the mean over steps of received_t · direction·h_t and a constant; h_t also holds all that came
 * before, so that a step's own share is h_t − h_(t−1). In the logit's units, 1/steps of it left out.
 */
export function votesOf({ windows, window, states, steps, direction }: Votes): Float32Array {
  const received = receivedBy(windows, steps, window)
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

/** Σ_t a_t,t' for each step t': 1 on average. */
export function receivedBy(windows: Float32Array, steps: number, window: number): Float32Array {
  const received = new Float32Array(steps)
  const back = Math.floor(window / 2)
  for (let step = 0; step < steps; step++)
    for (let place = 0; place < window; place++) {
      const other = step - back + place
      if (other >= 0 && other < steps) received[other]! += windows[step * window + place]!
    }
  return received
}
