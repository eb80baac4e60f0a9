import type { PatchSet } from '../../evaluation/data/patches.ts'
import { say } from '../../terminal/output.ts'

/** Lists unreadable files, so that nobody mistakes part of a folder for the whole. */
export function sayBroken(broken: PatchSet['broken']): void {
  for (const { file, reason } of broken) say(`Left out ${file}: ${reason}`)
  if (broken.length > 0)
    say(`${broken.length === 1 ? '1 unreadable file' : `${broken.length} unreadable files`} left out.`)
}
