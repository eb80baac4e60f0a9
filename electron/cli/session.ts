import { type Client, connect } from '../../contract/client.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/port.ts'
import { type Host, openHost } from '../host/host.ts'
import { defaultDataFolder } from '../host/library/folder.ts'
import { textOf, type Values } from './parse.ts'
import { pathOf, resources, version, workerEntry } from './program.ts'

/** The data folder that the options name, or this user's own. */
export function dataFolderOf(values: Values): string {
  const given = textOf(values, 'data')
  return given === undefined ? defaultDataFolder() : pathOf(given)
}

/**
 * Opens the host in this process, does something with it through the contract, and closes it, whatever happens.
 * @throws DuctalError library/…, and whatever the work itself throws
 */
export async function withHost<T>(values: Values, work: (client: Client) => Promise<T>): Promise<T> {
  const host: Host = await openHost({
    dataFolder: dataFolderOf(values),
    resources,
    workerEntry,
    version
  })
  const harm = host.harm()
  // On stderr, as all that is no answer.
  if (harm) console.error(harm.message)
  const [hostEnd, clientEnd] = portPair<FromHost, ToHost>()
  host.serve(hostEnd)
  const client = connect(clientEnd)
  try {
    return await work(client)
  } finally {
    client.close()
    await host.close()
  }
}
