import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProgram, run } from './program.ts'
import { say } from './say.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'node_modules', 'electron')

/** The oldest whose Node runs the host and its natives. */
const oldestMajor = 37

/** A download that brings nothing for so long is given up. */
const patienceMs = 45_000

/** Path of Electron's program, downloaded by Electron's own script where it is missing. Undefined where it cannot be had. */
export async function provideElectron(): Promise<string | undefined> {
  return installedElectron() ?? (await download())
}

/**
 * What is there already, if it is new enough. Never `require('electron')`: that downloads too, and may wait without end.
 */
export function installedElectron(): string | undefined {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const program = join(dist, programName())
  return isProgram(program) && majorOf(join(dist, 'version')) >= oldestMajor ? program : undefined
}

/** Release archives name their version in a file; one without is taken for what package.json asks for. */
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
  // Its temporary files go where their growth can be seen.
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
