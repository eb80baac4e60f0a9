/** The terminal door as a program. */
import { terminal } from './terminal.ts'

const stop = new AbortController()

// The first request ends the work in order; a second one does not wait for that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  })

// Whoever writes an answer is told of it too (output.ts), and sentences that nobody reads any more are no failure.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

process.exit(await terminal(process.argv.slice(2), stop.signal))
