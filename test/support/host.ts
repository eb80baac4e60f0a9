import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { connect } from '../../contract/client.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/port.ts'
import { openHost } from '../../electron/host/host.ts'
import { temporaryFolder } from './library.ts'

export const root = join(import.meta.dirname, '..', '..')

/** A whole host with one worker, and a client at its port, as a page has one; both go with the test. */
export async function openProgram({ resources = root, dataFolder = temporaryFolder() } = {}) {
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
  onTestFinished(async () => {
    client.close()
    await host.close()
  })
  return { host, client, dataFolder }
}
