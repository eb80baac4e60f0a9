/** Batch sizes to try, smallest first. */
const sizes = [8, 16, 32, 64, 128, 256] as const

/**
 * Seconds per batch beyond which no larger batch is tried. A run must stop soon after it is
 * aborted, and an operating system resets a GPU that does not respond for two seconds.
 */
const patience = 1

/** Byte limit for the activations of one batch. */
const memoryBudget = 96 * 1024 * 1024

/**
 * Chooses the batch size by timing the actual work. Each size that fits the budget runs once to
 * warm up and once for the clock; then the fastest is used. Nothing is computed only for the
 * measurement.
 */
export class BatchTuner {
  private candidates: number[]
  private readonly measured = new Map<number, { runs: number; secondsPerPatch: number }>()

  /** @param bytesPerPatch bytes of one patch's activations, summed over the network */
  constructor(bytesPerPatch: number) {
    const fitting = sizes.filter(size => size * bytesPerPatch <= memoryBudget)
    this.candidates = fitting.length > 0 ? fitting : [1]
  }

  /** Returns the size of the next batch when `remaining` patches are left. */
  next(remaining: number): number {
    const open = this.candidates.find(size => (this.measured.get(size)?.runs ?? 0) < 2)
    return Math.min(remaining, open ?? this.best)
  }

  /**
   * Records how long a batch took. Ignores sizes that are not candidates, such as a smaller last
   * batch.
   */
  note(size: number, seconds: number): void {
    if (!this.candidates.includes(size)) return
    const before = this.measured.get(size)
    if (before && before.runs >= 2) return
    this.measured.set(size, { runs: (before?.runs ?? 0) + 1, secondsPerPatch: seconds / size })
    // The first run of a size includes compilation.
    if (before && seconds > patience) this.limit(size)
  }

  /** Allows no larger batch from now on. */
  limit(size: number): void {
    this.candidates = this.candidates.filter(candidate => candidate <= size)
    if (this.candidates.length === 0) this.candidates = [size]
    for (const measured of this.measured.keys()) if (measured > size) this.measured.delete(measured)
  }

  /** The fastest size so far, or the smallest candidate if nothing has been measured. */
  get best(): number {
    let best = this.candidates[0] ?? 1
    let least = Number.POSITIVE_INFINITY
    for (const [size, { runs, secondsPerPatch }] of this.measured)
      if (runs === 2 && secondsPerPatch < least) [best, least] = [size, secondsPerPatch]
    return best
  }
}
