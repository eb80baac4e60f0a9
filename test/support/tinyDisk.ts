import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './library.ts'

/** Mounts a disk of the given size in kB, which `grow` changes. Undefined without mount rights. */
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
