import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProgram, run } from './program.ts'
import { say } from './say.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'node_modules', 'electron')

/** Oldest major version whose Node runs the host and its native packages. */
const oldestMajor = 37

/** A download that makes no progress for this long is aborted. */
const patienceMs = 45_000

/**
 * Returns the path of the Electron program. Electron's own script downloads it if it is missing.
 * Undefined if it is not available.
 */
export async function provideElectron(): Promise<string | undefined> {
  return installedElectron() ?? (await download())
}

/**
 * Returns the installed program if it is recent enough. Never uses `require('electron')`, which
 * downloads too and may hang forever.
 */
export function installedElectron(): string | undefined {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const program = join(dist, programName())
  return isProgram(program) && majorOf(join(dist, 'version')) >= oldestMajor ? program : undefined
}

/**
 * Release archives state their version in a file. Without one, the version is assumed to be the one
 * in package.json.
 */
function majorOf(file: string): number {
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8').replace(/^v/, ''), 10) : Infinity
}

function programName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

async function download(): Promise<string | undefined> {
  if (!existsSync(join(folder, 'install.js'))) return undefined
  say('downloading Electron (about 110 MB, once)')
  const scratch = mkdtempSync(join(tmpdir(), 'ductal-electron-'))
  const stuck = new AbortController()
  const stopWatching = watch(scratch, () => stuck.abort())
  // Puts Electron's temporary files where their growth can be watched.
  const env = { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch }
  const { status } = await run(process.execPath, [join(folder, 'install.js')], { env, signal: stuck.signal })
  stopWatching()
  rmSync(scratch, { recursive: true, force: true })
  return status === 0 ? installedElectron() : undefined
}

function watch(path: string, onStuck: () => void): () => void {
  let [size, since] = [0, Date.now()]
  const timer = setInterval(() => {
    const now = sizeOf(path) + sizeOf(join(folder, 'dist'))
    if (now !== size) [size, since] = [now, Date.now()]
    else if (Date.now() - since > patienceMs) onStuck()
  }, 1000)
  return () => clearInterval(timer)
}

function sizeOf(path: string): number {
  if (!existsSync(path)) return 0
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.reduce(
    (sum, file) => sum + (statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0),
    0
  )
}
