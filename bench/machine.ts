import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** The machine that produced a measurement, and its load. */
export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  threads: availableParallelism(),
  memoryGB: Math.round(totalmem() / 1e9),
  system: `${process.platform} ${release()} ${process.arch}`,
  node: process.versions.node,
  load: loadavg().map(value => Number(value.toFixed(2)))
})
