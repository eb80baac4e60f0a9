/** The terminal door as a program. */
import { terminal } from './terminal.ts'

const stop = new AbortController()

// The first request ends the work in order; a second one does not wait for that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  })

// A reader that has gone away (“| head”) is no failure of ours; whatever else goes wrong there is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exit(await terminal(process.argv.slice(2), stop.signal))
