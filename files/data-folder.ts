import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Returns the user's data folder: `DUCTAL_DATA`, or the platform's default. Window, browser and
 * terminal share it, and so share one library.
 */
export function defaultDataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform
): string {
  if (env.DUCTAL_DATA) return env.DUCTAL_DATA
  const home = homedir()
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Ductal')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Ductal')
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'ductal')
}
