import { join } from 'node:path'
import { connect } from '../../contract/transport/client.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/transport/port.ts'
import { openHost } from '../../electron/host/host.ts'

export const root = join(import.meta.dirname, '..', '..')

/**
 * A complete host with one worker and a client at its port, as a page has. `close` may be called
 * twice.
 */
export async function serve(dataFolder: string, resources = root) {
  const host = await openHost({
    dataFolder,
    resources,
    workerEntry: join(root, 'electron', 'worker', 'main.ts'),
    version: '0.0.0',
    workers: 1
  })
  const [page, end] = portPair<ToHost, FromHost>()
  host.serve(end)
  const client = connect(page)
  let closed: Promise<void> | undefined
  const close = () => {
    client.close()
    closed ??= host.close()
    return closed
  }
  return { host, client, close }
}
