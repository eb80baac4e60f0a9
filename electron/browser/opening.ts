import { resolve } from 'node:path'
import { failureOf } from '../../contract/errors.ts'
import { connect } from '../../contract/transport/client.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/transport/port.ts'
import type { Host } from '../host/host.ts'

/**
 * Opens the paths of the command line, as a page would. Prints refusals on stderr and continues.
 */
export async function openPaths(host: Host, paths: string[]): Promise<void> {
  const [ours, theirs] = portPair<ToHost, FromHost>()
  host.serve(theirs)
  const client = connect(ours)
  for (const path of paths) {
    try {
      const { refused } = await client.call('slides.open', { path: resolve(path) })
      for (const { message } of refused) console.error(message)
    } catch (error) {
      console.error(failureOf(error).message)
    }
  }
  client.close()
}
