/**
 * A host in its own process, to be killed by the test. Calls and answers travel as messages to and
 * from its parent.
 */
import { join } from 'node:path'
import type { FromHost, ToHost } from '../../../contract/transport/port.ts'
import { openHost } from '../../../electron/host/host.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const host = await openHost({
  dataFolder: process.argv[2] ?? '',
  resources: root,
  workerEntry: join(root, 'electron', 'worker', 'main.ts'),
  version: '0.0.0',
  workers: 1
})
host.serve({
  post: (message: FromHost) => process.send?.(message),
  listen: onMessage => process.on('message', message => onMessage(message as ToHost)),
  close: () => process.disconnect()
})
process.send?.({ ready: true })
