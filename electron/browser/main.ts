/**
 * Entry point for the browser: starts the host and a server on 127.0.0.1, and prints its address.
 */
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DuctalError, failureOf } from '../../contract/errors.ts'
import { defaultDataFolder } from '../../files/data-folder.ts'
import { keepPrivate } from '../../files/private.ts'
import { type Host, openHost } from '../host/host.ts'
import { openInBrowser, removeRedirect } from './opener.ts'
import { openPaths } from './opening.ts'
import { type Options, optionsOf } from './options.ts'
import { type BrowserDoor, openBrowserDoor } from './server.ts'

const root = join(import.meta.dirname, '..', '..')

/** A fixed port, used if free: browsers store the page's settings per port. */
const usualPort = 17807

async function openDoor(host: Host, wanted: number | undefined): Promise<BrowserDoor> {
  const port = wanted ?? usualPort
  try {
    return await openBrowserDoor(host, join(root, 'out', 'renderer'), port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (wanted === undefined) return openDoor(host, 0)
    throw new DuctalError(
      'usage',
      `Port ${port} on 127.0.0.1 is in use. Choose another with --port, or omit --port.`
    )
  }
}

async function main(options: Options): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const dataFolder = options.data ?? defaultDataFolder()
  const host = await openHost({
    dataFolder,
    resources: root,
    workerEntry: join(root, 'electron', 'worker', 'main.ts'),
    version,
    demo: options.demo,
    saving: { downloads: true, folder: options.saveTo === undefined ? null : folderOf(options.saveTo) }
  })
  const readOnlyReason = host.readOnlyReason()
  if (readOnlyReason) console.error(readOnlyReason.message)
  const door = await openDoor(host, options.port).catch(async error => {
    await host.close()
    throw error
  })
  let closing: Promise<void> | undefined
  const close = () => {
    removeRedirect(dataFolder)
    closing ??= door.close().then(() => host.close())
    closing.then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close)
  console.log(`Ductal is running at ${door.address}`)
  console.log('Open this address once, in a browser on this computer. Press Ctrl-C to stop Ductal.')
  if (options.open) openInBrowser(door.address, dataFolder)
  await openPaths(host, options.paths)
}

/** @throws DuctalError usage */
function folderOf(typed: string): string {
  const folder = resolve(typed)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  throw new DuctalError('usage', `The folder ${folder} of --save-to does not exist. Create it first.`)
}

function fail(error: unknown): never {
  const { code, message } = failureOf(error)
  if (code === 'internal') console.error(error)
  console.error(message)
  process.exit(code === 'usage' ? 2 : 1)
}

keepPrivate()
try {
  await main(optionsOf(process.argv.slice(2)))
} catch (error) {
  fail(error)
}
