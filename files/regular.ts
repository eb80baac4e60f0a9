import { constants, type Stats, statSync } from 'node:fs'
import { type FileHandle, open, readlink, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { DuctalError } from '../contract/errors.ts'

/**
 * Opening a pipe for reading waits for its writer, unless this flag is set. It has no effect on
 * regular files, and does not exist on Windows.
 */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * Folders of the kernel. Their files claim to be regular, but may have no end or wait for events.
 */
const kernelFolders = ['/proc', '/sys', '/dev']
let kernelDevices: Set<number> | undefined

/**
 * File systems of the kernel's folders. Others that are mounted below them, as /dev/shm, are
 * ordinary.
 */
function isKernel({ dev }: Stats): boolean {
  if (process.platform === 'win32') return false
  const device = (path: string) => statSync(path, { throwIfNoEntry: false })?.dev
  kernelDevices ??= new Set(
    kernelFolders.map(device).filter(found => found !== undefined && found !== device('/')) as number[]
  )
  return kernelDevices.has(dev)
}

/**
 * Opens a regular file for reading; never waits for a writer or a device.
 * @throws DuctalError path/irregular for anything but a regular file; errors of the system
 */
export async function openRegular(path: string): Promise<FileHandle> {
  // Opening some devices has an effect of its own, so their kind is looked up first.
  requireRegular(path, await stat(path))
  const file = await open(path, flags)
  try {
    // The name may stand for another file by now.
    requireRegular(path, await file.stat())
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/**
 * Returns the first bytes of a regular file, at most `count`.
 * @throws DuctalError path/irregular; errors of the system
 */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await openRegular(path)
  try {
    const head = Buffer.alloc(count)
    const { bytesRead } = await file.read(head, 0, count, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * Reads a regular file of at most `most` bytes.
 * @throws DuctalError path/irregular, path/too-large; errors of the system
 */
export async function readRegular(path: string, most: number): Promise<Buffer<ArrayBuffer>> {
  const file = await openRegular(path)
  try {
    const { size } = await file.stat()
    if (size > most) throw tooLarge(path, size, most)
    const bytes = Buffer.alloc(size)
    let at = 0
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return at === size ? bytes : bytes.subarray(0, at)
  } finally {
    await file.close()
  }
}

/** Reads a text file of at most `most` bytes, in UTF-8. Throws as {@link readRegular}. */
export const readRegularText = async (path: string, most: number): Promise<string> =>
  (await readRegular(path, most)).toString('utf8')

/**
 * Yields a regular file piece by piece.
 * @throws DuctalError path/irregular; errors of the system
 */
export async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  const file = await openRegular(path)
  try {
    // No end: the loop stops at the size that the file has now, even if it grows.
    const { size } = await file.stat()
    for (let at = 0; at < size; ) {
      const piece = Buffer.alloc(Math.min(65_536, size - at))
      const { bytesRead } = await file.read(piece, 0, piece.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/**
 * Checks that a path is a regular file, for libraries that open it themselves.
 * @throws DuctalError path/irregular; errors of the system
 */
export async function checkRegular(path: string): Promise<void> {
  requireRegular(path, await stat(path))
}

/** Whether a path is a regular file, and one that ends. */
export function isRegular(path: string): boolean {
  try {
    requireRegular(path, statSync(path))
    return true
  } catch {
    return false
  }
}

/**
 * Refuses pipes, sockets, devices, folders and files of the kernel.
 * @throws DuctalError path/irregular
 */
export function requireRegular(path: string, entry: Stats): void {
  if (!entry.isFile()) throw irregular(path, kindOf(entry))
  if (isKernel(entry)) throw irregular(path, 'a file of the operating system’s kernel')
}

/**
 * Refuses folders of the kernel, and everything else that is not a folder.
 * @throws DuctalError path/irregular
 */
export function requireFolder(path: string, entry: Stats): void {
  if (!entry.isDirectory()) throw noFolder(path, kindOf(entry))
  if (isKernel(entry)) throw noFolder(path, 'a folder of the operating system’s kernel')
}

const irregular = (path: string, kind: string) =>
  new DuctalError('path/irregular', `${path} is ${kind}, not a file with content. Choose a file on a disk.`)

const noFolder = (path: string, kind: string) =>
  new DuctalError('path/irregular', `${path} is ${kind}, not a folder of files. Choose a folder on a disk.`)

function kindOf(entry: Stats): string {
  if (entry.isFile()) return 'a file'
  if (entry.isDirectory()) return 'a folder'
  if (entry.isFIFO()) return 'a pipe'
  if (entry.isSocket()) return 'a socket'
  return 'a device'
}

/**
 * Says where a link leads that cannot be followed; undefined if the path is no such link.
 */
export async function brokenLink(path: string): Promise<DuctalError | undefined> {
  const target = await readlink(path).catch(() => undefined)
  if (target === undefined) return undefined
  const code = await stat(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code
  )
  if (code === 'ELOOP')
    return new DuctalError(
      'path/unreadable',
      `${path} is a link that leads back to itself (ELOOP). Choose the file itself.`
    )
  return code === 'ENOENT'
    ? new DuctalError(
        'path/missing',
        `${path} is a link to ${target}, which does not exist. Choose the file itself, or connect its disk.`
      )
    : undefined
}

const tooLarge = (path: string, size: number, most: number) =>
  new DuctalError(
    'path/too-large',
    `${basename(path)} has ${megabytes(size)}, more than the ${megabytes(most)} that such a file may have. Check that it is the right file.`
  )

const megabytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 2 ** 20))} MB`
