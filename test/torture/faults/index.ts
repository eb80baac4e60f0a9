import { clockJumps } from './clock.ts'
import { bitsFlip } from './damage.ts'
import type { Fault } from './fault.ts'
import { fullDisk } from './full-disk.ts'
import { killedAtWork, killedInAnalysis, workerKilled } from './kills.ts'
import { readOnlyFolder } from './read-only.ts'
import { libraryReplaced } from './replaced.ts'

export const faults: Record<string, Fault> = {
  'killed at work': killedAtWork,
  'killed in an analysis': killedInAnalysis,
  'worker killed': workerKilled,
  'full disk': fullDisk,
  'read-only folder': readOnlyFolder,
  'wrong clock': clockJumps,
  'bits flipped': bitsFlip,
  'library replaced': libraryReplaced
}
