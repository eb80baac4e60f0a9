import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './library.ts'

/** A disk of so many kilobytes, and a function that makes it larger; undefined where this user may not mount one. */
export function tinyDisk(kilobytes: number): { folder: string; grow(kilobytes: number): void } | undefined {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  try {
    mount(`size=${kilobytes}k`)
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', [folder]))
  return { folder, grow: kilobytes => void mount(`remount,size=${kilobytes}k`) }
}
