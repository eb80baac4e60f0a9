/** Disks that are full, and folders that nobody may write to. */
import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { filesIn } from '../found.ts'

function tried(command: string, ...words: string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Places where something is mounted, which must not outlive the campaign. */
const mounted = new Set<string>()

function unmount(place: string): void {
  mounted.delete(place)
  tried('umount', '-l', place)
}

process.on('exit', () => {
  for (const place of mounted) unmount(place)
})

export interface SmallDisk {
  folder: string
  /** Fills the disk up, except for so many bytes. */
  fill(free: number): void
  clear(): void
  close(): void
}

/** Mounts a disk of 24 MB; undefined if this user may not. */
export function smallDisk(folder: string): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true })
  if (process.platform !== 'linux') return undefined
  if (!tried('mount', '-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'tmpfs', folder)) return undefined
  mounted.add(folder)
  const filler = join(folder, 'filler')
  return {
    folder,
    fill(free) {
      const handle = openSync(filler, 'w')
      try {
        const piece = Buffer.alloc(4096)
        while (writeSync(handle, piece) === piece.length);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(handle)
      }
      truncateSync(filler, Math.max(0, statSync(filler).size - free))
    },
    clear: () => rmSync(filler, { force: true }),
    close: () => unmount(folder)
  }
}

/**
 * Makes a folder read-only, also for root, where that is possible.
 * @returns a function that makes it writable again; undefined if that is impossible
 */
export function readOnly(folder: string): (() => void) | undefined {
  if (process.platform === 'win32') return undefined
  if (process.getuid?.() !== 0) {
    const paths = [folder, ...filesIn(folder)].map(path => ({ path, mode: statSync(path).mode }))
    for (const { path, mode } of paths) chmodSync(path, mode & 0o555)
    return () => {
      for (const { path, mode } of paths) chmodSync(path, mode)
    }
  }
  // Modes mean nothing to root.
  if (!tried('mount', '--bind', folder, folder)) return undefined
  mounted.add(folder)
  const close = () => unmount(folder)
  if (tried('mount', '-o', 'remount,bind,ro', folder)) return close
  close()
  return undefined
}
