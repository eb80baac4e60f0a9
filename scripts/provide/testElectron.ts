import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installedElectron, provideElectron } from './electron.ts'
import { isProgram, run, starts } from './program.ts'
import { say } from './say.ts'

const root = join(import.meta.dirname, '..', '..')
const olderRuntime = join(root, '..', 'shared', 'tools', 'electron-runtime.sh')

export interface TestElectron {
  DUCTAL_ELECTRON: string
  /** File to preload if the runtime is older than the one the program is written for. */
  DUCTAL_ELECTRON_SHIM?: string
}

/**
 * Returns environment variables that select Electron for the end-to-end tests: `DUCTAL_ELECTRON` as
 * given, else the program's own Electron if installed, else an older runtime if a script outside
 * the repository provides one, else the program's own by download. Undefined if there is none.
 */
export async function provideTestElectron(): Promise<TestElectron | undefined> {
  const given = process.env.DUCTAL_ELECTRON
  if (given) return { DUCTAL_ELECTRON: given, ...shimOf(process.env.DUCTAL_ELECTRON_SHIM) }
  const program =
    (await usable(installedElectron())) ?? (await older()) ?? (await usable(await provideElectron()))
  if (!program) say('Electron is not available. Its specs are skipped.')
  return program
}

const shimOf = (path: string | undefined) => (path ? { DUCTAL_ELECTRON_SHIM: path } : {})

const usable = async (program: string | undefined): Promise<TestElectron | undefined> =>
  program && (await starts(program)) ? { DUCTAL_ELECTRON: program } : undefined

async function older(): Promise<TestElectron | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(olderRuntime)) return undefined
  say('preparing an older Electron for the tests')
  const { status, output } = await run('bash', [olderRuntime], { limitMs: 300_000 })
  const folder = output.trim().split('\n').at(-1) ?? ''
  const program = join(folder, 'electron')
  if (status !== 0 || !isProgram(program)) return undefined
  return { DUCTAL_ELECTRON: program, DUCTAL_ELECTRON_SHIM: join(root, 'test', 'support', 'electron22.cjs') }
}
