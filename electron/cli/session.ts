import type { Written } from '../../contract/files/target.ts'
import { type Client, connect } from '../../contract/transport/client.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/transport/port.ts'
import { defaultDataFolder } from '../../files/data-folder.ts'
import { textOf, type Values } from '../../terminal/values.ts'
import { type Host, openHost } from '../host/host.ts'
import { pathOf, resources, version, workerEntry } from './program.ts'

/** Returns the data folder named by the options, or the user's default. */
export function dataFolderOf(values: Values): string {
  const given = textOf(values, 'data')
  return given === undefined ? defaultDataFolder() : pathOf(given)
}

/**
 * Opens the host in this process, runs `work` through the contract, and always closes the host.
 * @throws DuctalError library/…, and whatever `work` throws
 */
export async function withHost<T>(
  values: Values,
  work: (client: Client, host: Host) => Promise<T>
): Promise<T> {
  const host: Host = await openHost({
    dataFolder: dataFolderOf(values),
    resources,
    workerEntry,
    version
  })
  const readOnlyReason = host.readOnlyReason()
  // On stderr, because it is not part of the answer.
  if (readOnlyReason) console.error(readOnlyReason.message)
  const [hostEnd, clientEnd] = portPair<FromHost, ToHost>()
  host.serve(hostEnd)
  const client = connect(clientEnd)
  try {
    return await work(client, host)
  } finally {
    client.close()
    await host.close()
    const { failure } = host.backup()
    if (failure) console.error(failure.message)
  }
}

/** What the terminal prints for a written file: everything but the address for browsers. */
export function answerOf<W extends Written>({ download: _, ...answer }: W): Omit<W, 'download'> {
  return answer
}
