import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Golden files lie beside the repository, not in it; tests that need them skip where they are absent. */
const shared = process.env.DUCTAL_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data')

export const goldenFolder = join(shared, 'golden')

export const goldenFiles: string[] = existsSync(goldenFolder)
  ? readdirSync(goldenFolder)
      .filter(name => name.endsWith('.json'))
      .sort()
  : []

/** For a test's name where there are none. */
export const goldenNotice = goldenFiles.length > 0 ? '' : ` (skipped: no golden files at ${goldenFolder})`
