/** Entry point for the terminal. */
import { keepPrivate } from '../../files/private.ts'
import { terminal } from './terminal.ts'

const stop = new AbortController()
keepPrivate()

// The first signal ends the work in order; the second exits at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  })

// Writers of answers see the error in output.ts; losing other lines is not a failure.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

process.exit(await terminal(process.argv.slice(2), stop.signal))
