import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

const programs: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron'
}

export const electron: Examination = async ({ resources }) => {
  if (process.versions.electron) return [good('electron', `${process.versions.electron}, in use`)]
  const folder =
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(resources, 'node_modules', 'electron', 'dist')
  const program = join(folder, programs[process.platform] ?? 'electron')
  if (!existsSync(program))
    return [
      bad(
        'electron',
        'Electron is not installed, so Ductal cannot open its own window.',
        'Run “npm start” with network access to download Electron. Without it, Ductal opens in a browser.'
      )
    ]
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => 'unknown version')
  return [good('electron', `${version.trim()}, ${program}`)]
}
