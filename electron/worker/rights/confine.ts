import { totalmem } from 'node:os'
import type { Rights } from '../../../contract/rights.ts'
import { restrictFiles } from './landlock.ts'
import { openLibc, renounce } from './libc.ts'
import { restrictCalls } from './seccomp.ts'

/** What the host asks of a worker: the folders in which it may write, as JSON. */
const asked = 'DUCTAL_WRITABLE'
/** Set for the second life of the process, in which its files are restricted. */
const restricted = 'DUCTAL_FILES_RESTRICTED'

const had: Rights = { files: 'all', programs: 'all' }

/** What this process may do. */
export const rights = (): Rights => had

/**
 * Gives up rights that a worker does not need. Landlock restricts only the calling thread, so the
 * process replaces itself by another that is restricted from its first thread on: then this
 * function does not return. Nothing of a user's has been read by then. Where the system has no such
 * restriction, the process keeps all rights, and `rights` says so.
 */
export function confine(): void {
  const folders = process.env[asked]
  if (folders === undefined || process.platform !== 'linux') return
  try {
    restrict(JSON.parse(folders))
  } catch {
    // A C library that is unknown: `rights` says what was not given up.
  }
}

function restrict(folders: readonly string[]): void {
  const libc = openLibc()
  // The host ends a worker that holds too much, but looks only once a second.
  libc.setrlimit(privateMemory, totalmem())
  // A core file would have the pixels of a slide.
  libc.setrlimit(coreFile, 0)
  if (!renounce(libc)) return
  if (process.env[restricted] === undefined && restrictFiles(libc, folders)) {
    // The channel to the host stays open: its number and form are those of the first life.
    libc.fcntl(channel, setDescriptorFlags, 0)
    const electron = process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}
    const env = { ...process.env, ...electron, ...channelNames, [restricted]: '1' }
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    libc.execve(process.execPath, [process.execPath, ...process.argv.slice(1)], words)
  }
  if (process.env[restricted] !== undefined) had.files = 'limited'
  if (restrictCalls(libc)) had.programs = 'none'
}

/** RLIMIT_DATA and RLIMIT_CORE. */
const privateMemory = 2
const coreFile = 4

/** The descriptor after stdin, stdout and stderr, as the host starts workers. */
const channel = 3
const setDescriptorFlags = 2
/** By which Node finds the channel; it removes them from its environment. */
const channelNames = { NODE_CHANNEL_FD: `${channel}`, NODE_CHANNEL_SERIALIZATION_MODE: 'advanced' }
