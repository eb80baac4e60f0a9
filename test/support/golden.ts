import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Golden files are next to the repository, not in it; tests that need them skip without them. */
const shared = process.env.DUCTAL_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data')

export const goldenFolder = join(shared, 'golden')

export const goldenFiles: string[] = existsSync(goldenFolder)
  ? readdirSync(goldenFolder)
      .filter(name => name.endsWith('.json'))
      .sort()
  : []

/** Added to a test's title when there are no golden files. */
export const goldenNotice = goldenFiles.length > 0 ? '' : ` (skipped: no golden files at ${goldenFolder})`
