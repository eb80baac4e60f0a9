import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Libc } from './libc.ts'

/*
 * Landlock, Linux 5.13 and newer (https://docs.kernel.org/userspace-api/landlock.html): a process
 * gives up rights on files for itself and all its children. Numbers of the system calls are the
 * same on all architectures.
 */
const createRuleset = 444
const addRule = 445
const restrictSelf = 446

/** Rights on files, by bit, with the version of Landlock that knows them. */
const writeFile = 1n << 1n
const changes: readonly [version: number, right: bigint][] = [
  [1, writeFile],
  [1, 1n << 4n], // remove a folder
  [1, 1n << 5n], // remove a file
  [1, 1n << 6n], // create a character device
  [1, 1n << 7n], // a folder
  [1, 1n << 8n], // a file
  [1, 1n << 9n], // a socket
  [1, 1n << 10n], // a pipe
  [1, 1n << 11n], // a block device
  [1, 1n << 12n], // a link
  [2, 1n << 13n], // move to another folder
  [3, 1n << 14n] // truncate
]
/** TCP: bind and connect, version 4. */
const network = 0b11n
/** Abstract sockets and signals outside, version 6. */
const scopes = 0b11n

const pathOnly = 0x20_0000 // O_PATH

/** Devices without an effect, and those of GPUs. */
const devices = /^(null|zero|full|random|urandom|nvidia.*|kfd|dxg|mali.*)$/

/** Returns the version of Landlock in this kernel; 0 without it. */
const versionOf = (libc: Libc): number => Math.max(0, libc.callWithFirst(createRuleset, null, 0, 1))

/**
 * Takes from the calling thread, and from what it starts, the right to change files outside the
 * given folders, to use TCP, and to signal processes outside. Needs `renounce` before.
 * @param folders those that do not exist are ignored
 * @returns whether the kernel enforces it
 */
export function restrictFiles(libc: Libc, folders: readonly string[]): boolean {
  const version = versionOf(libc)
  if (version === 0) return false
  const rights = changes.reduce((all, [since, right]) => (version >= since ? all | right : all), 0n)
  const ruleset = rulesetOf(libc, rights, version)
  if (ruleset < 0) return false
  try {
    for (const folder of folders) allow(libc, ruleset, folder, rights)
    for (const device of gpuDevices()) allow(libc, ruleset, device, writeFile)
    return libc.call(restrictSelf, ruleset, 0) === 0
  } finally {
    closeSync(ruleset)
  }
}

/** struct landlock_ruleset_attr; older kernels know only its beginning. */
function rulesetOf(libc: Libc, rights: bigint, version: number): number {
  const fields = [rights, ...(version >= 4 ? [network] : []), ...(version >= 6 ? [scopes] : [])]
  const bytes = Buffer.alloc(8 * fields.length)
  fields.forEach((field, i) => {
    bytes.writeBigUInt64LE(field, 8 * i)
  })
  return libc.callWithFirst(createRuleset, bytes, bytes.length, 0)
}

/** struct landlock_path_beneath_attr, packed. */
function allow(libc: Libc, ruleset: number, path: string, rights: bigint): void {
  let file: number
  try {
    file = openSync(path, pathOnly)
  } catch {
    return
  }
  try {
    const bytes = Buffer.alloc(12)
    bytes.writeBigUInt64LE(rights, 0)
    bytes.writeInt32LE(file, 8)
    libc.callWithThird(addRule, ruleset, 1, bytes, 0)
  } finally {
    closeSync(file)
  }
}

function gpuDevices(): string[] {
  const names = namesIn('/dev').filter(name => devices.test(name))
  const paths = names.map(name => join('/dev', name)).filter(path => statSync(path).isCharacterDevice())
  return [...paths, ...namesIn('/dev/dri').map(name => join('/dev/dri', name))]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
