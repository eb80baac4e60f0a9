import { execFileSync } from 'node:child_process'
import { mkdtempSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './library.ts'

/** Whether this system has pipes and devices with names. */
export const hasPipes = process.platform !== 'win32'

/** Makes a pipe that nobody writes to: opening it for reading waits for ever. */
export function makePipe(path: string): string {
  execFileSync('mkfifo', [path])
  return path
}

/** Paths that are no files, by what they are. */
export async function irregularPaths(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(temporaryFolder(), 'odd-'))
  const socket = join(folder, 'socket.tif')
  const server = createServer().listen(socket)
  onTestFinished(() => void server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const link = (name: string, target: string) => {
    symlinkSync(target, join(folder, name))
    return join(folder, name)
  }
  return {
    pipe: makePipe(join(folder, 'pipe.tif')),
    'link to a pipe': link('piped.tif', join(folder, 'pipe.tif')),
    socket,
    device: '/dev/zero',
    'link to a device': link('zero.tif', '/dev/zero'),
    ...(process.platform === 'linux'
      ? { 'file of the kernel': '/proc/self/status', 'link to the kernel': link('kernel.tif', '/proc/kmsg') }
      : {})
  }
}
