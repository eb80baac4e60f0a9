/** Batch sizes that are tried, smallest first. */
const sizes = [8, 16, 32, 64, 128, 256] as const

/**
 * Seconds after which no larger batch is tried: a run has to stop soon when it is asked to, and a system takes a GPU that does
 * not answer for two seconds for hung, and resets it.
 */
const patience = 1

/** Bytes that the activations of one batch may take. */
const memoryBudget = 96 * 1024 * 1024

/**
 * Chooses the batch by measurement on the work itself: each size that fits the budget runs once to warm up and once
 * for the clock, then the fastest stays. Nothing is computed only to be measured.
 */
export class BatchTuner {
  private candidates: number[]
  private readonly measured = new Map<number, { runs: number; secondsPerPatch: number }>()

  /** @param bytesPerPatch what the activations of one patch take, summed over the network */
  constructor(bytesPerPatch: number) {
    const fitting = sizes.filter(size => size * bytesPerPatch <= memoryBudget)
    this.candidates = fitting.length > 0 ? fitting : [1]
  }

  /** Size of the next batch when `remaining` patches are left. */
  next(remaining: number): number {
    const open = this.candidates.find(size => (this.measured.get(size)?.runs ?? 0) < 2)
    return Math.min(remaining, open ?? this.best)
  }

  /** Takes note of how long a batch took; sizes that are no candidate (a last, smaller batch) do not count. */
  note(size: number, seconds: number): void {
    if (!this.candidates.includes(size)) return
    const before = this.measured.get(size)
    if (before && before.runs >= 2) return
    this.measured.set(size, { runs: (before?.runs ?? 0) + 1, secondsPerPatch: seconds / size })
    // A first run is the compiler's.
    if (before && seconds > patience) this.limit(size)
  }

  /** No batch may be larger from now on. */
  limit(size: number): void {
    this.candidates = this.candidates.filter(candidate => candidate <= size)
    if (this.candidates.length === 0) this.candidates = [size]
    for (const measured of this.measured.keys()) if (measured > size) this.measured.delete(measured)
  }

  /** The fastest size so far; the smallest candidate before anything was measured. */
  get best(): number {
    let best = this.candidates[0] ?? 1
    let least = Number.POSITIVE_INFINITY
    for (const [size, { runs, secondsPerPatch }] of this.measured)
      if (runs === 2 && secondsPerPatch < least) [best, least] = [size, secondsPerPatch]
    return best
  }
}
