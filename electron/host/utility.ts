/** The host as Electron's utility process: main passes it ports and forwards requests for URLs. */
import { type Failure, failureOf } from '../../contract/errors.ts'
import type { FromHostProcess, HostStart, ToHostProcess } from '../../contract/transport/host-process.ts'
import type { FromHost, Port, ToHost } from '../../contract/transport/port.ts'
import { defaultDataFolder } from '../../files/data-folder.ts'
import { keepPrivate } from '../../files/private.ts'
import { listCopies } from './db/copies.ts'
import { restoreLibrary } from './db/restore.ts'
import { type Host, openHost } from './host.ts'
import { guardedLog } from './review/log/log.ts'

/** The part of Electron's MessagePortMain used here, to keep Electron's types out of the host. */
interface TransferredPort {
  on(event: 'message', take: (event: { data: ToHost }) => void): void
  on(event: 'close', take: () => void): void
  postMessage(message: FromHost): void
  start(): void
  close(): void
}

interface ParentPort {
  on(event: 'message', take: (event: { data: ToHostProcess; ports: TransferredPort[] }) => void): void
  postMessage(message: FromHostProcess): void
}

const { parentPort } = process as unknown as { parentPort: ParentPort }

const portOf = (port: TransferredPort): Port<FromHost, ToHost> => ({
  post: message => port.postMessage(message),
  listen(onMessage, onClose) {
    port.on('message', ({ data }) => onMessage(data))
    port.on('close', onClose)
    port.start()
  },
  close: () => port.close()
})

const asked = new Map<number, AbortController>()

async function answer(host: Host, id: number, path: string): Promise<void> {
  const left = new AbortController()
  asked.set(id, left)
  const resource = await host.resource(path, left.signal)
  asked.delete(id)
  parentPort.postMessage({ answer: id, resource })
}

async function close(host: Host): Promise<never> {
  await host.close()
  process.exit(0)
}

/**
 * Messages wait until the host is open. A host that could not open answers none: main has been
 * notified and ends this process.
 */
function listen(opening: Promise<Host | undefined>): void {
  parentPort.on('message', async ({ data, ports }) => {
    const host = await opening
    if (!host) return
    if ('leave' in data) asked.get(data.leave)?.abort()
    else if ('close' in data) await close(host)
    else if ('ask' in data) await answer(host, data.ask, data.path)
    else if ('choose' in data)
      parentPort.postMessage({ chosen: data.choose, handle: host.chooseTarget(data.path, true) })
    else for (const port of ports) host.serve(portOf(port))
  })
}

/**
 * Timestamp of the backup that could replace a damaged library. Null if the library is merely newer
 * than this program.
 */
const copyFor = (readOnlyReason: Failure | null, dataFolder: string): string | null =>
  readOnlyReason && /^(library\/(corrupt|incomplete|displaced)|review\/broken)$/.test(readOnlyReason.code)
    ? (listCopies(dataFolder)[0]?.takenAt ?? null)
    : null

async function open({ restore, ...start }: HostStart): Promise<Host | undefined> {
  const dataFolder = defaultDataFolder()
  try {
    if (restore) restoreLibrary(dataFolder, undefined, guardedLog)
    const host = await openHost({ dataFolder, ...start })
    const readOnlyReason = host.readOnlyReason()
    parentPort.postMessage({ ready: true, readOnlyReason, copy: copyFor(readOnlyReason, dataFolder) })
    return host
  } catch (error) {
    const refused = failureOf(error)
    if (refused.code === 'internal') console.error(error)
    parentPort.postMessage({ refused, copy: copyFor(refused, dataFolder) })
    return undefined
  }
}

keepPrivate()
listen(open(JSON.parse(process.argv[2] ?? '{}') as HostStart))
