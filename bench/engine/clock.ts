/**
 * The clock that a device is timed by. One thread is timed by this process's processor time, which
 * a busy machine disturbs little.
 */
export type Clock = 'processor' | 'wall'

const now: Record<Clock, () => number> = {
  processor: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  },
  wall: () => performance.now() / 1000
}

/** Returns seconds, the best of `times`: the first run starts with cold caches. */
export async function timed(clock: Clock, work: () => unknown, times = 3): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < times; run++) {
    const began = now[clock]()
    await work()
    best = Math.min(best, now[clock]() - began)
  }
  return best
}
