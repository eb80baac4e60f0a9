import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { findProgram, lastLine, run } from './program.ts'
import { say } from './say.ts'

/** The release that package.json names as an optional peer dependency. */
const release = '4.22.0'
const script = join(import.meta.dirname, '..', '..', '..', 'shared', 'tools', 'tfjs-node-native.sh')
const packageIn = (folder: string) => join(folder, 'node_modules', '@tensorflow', 'tfjs-node')

/**
 * Returns a folder with tfjs-node and TensorFlow's native library for the tests: the one that
 * `DUCTAL_TFJS_NODE` names, else one that a script outside the repository installs in this user's
 * cache. If neither is available, prints one line about the skipped tests and returns undefined.
 */
export async function provideTensorFlow(): Promise<string | undefined> {
  const given = process.env.DUCTAL_TFJS_NODE
  if (given) return given
  const failure = existsSync(script) ? await layOut() : 'not found in DUCTAL_TFJS_NODE'
  if (failure === undefined) return cache()
  say(`TensorFlow’s native library is not available (${failure}). Its tests are skipped.`)
  return undefined
}

function cache(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return join(base, 'ductal', `tfjs-node-${release}`)
}

/** @returns why it is not available, or undefined on success */
async function layOut(): Promise<string | undefined> {
  const folder = cache()
  if (!isInstalled(folder)) {
    say(`downloading tfjs-node ${release} with npm and TensorFlow with pip (once)`)
    const failure = await install(folder)
    if (failure !== undefined) return failure
  }
  const env = { ...process.env, TFJS_NATIVE_NODE: process.execPath }
  const { status, output } = await run('bash', [script, folder], { env, limitMs: 300_000 })
  return status === 0 ? undefined : lastLine(output) || 'its install script timed out'
}

function isInstalled(folder: string): boolean {
  const manifest = join(packageIn(folder), 'package.json')
  if (!existsSync(manifest)) return false
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown }).version === release
}

/** Installs into a temporary folder first, so that two processes never see half an installation. */
async function install(folder: string): Promise<string | undefined> {
  const npm = findProgram('npm')
  if (!npm) return 'npm is not installed'
  await mkdir(dirname(folder), { recursive: true })
  const fresh = await mkdtemp(`${folder}-`)
  try {
    await writeFile(join(fresh, 'package.json'), '{ "private": true }\n')
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact']
    const { status, output } = await run(npm, [...args, `@tensorflow/tfjs-node@${release}`], {
      cwd: fresh,
      limitMs: 180_000
    })
    if (status !== 0) return lastLine(output) || 'npm timed out'
    if (!isInstalled(folder)) {
      await rm(folder, { recursive: true, force: true })
      await rename(fresh, folder)
    }
    return undefined
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}
