import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say } from './say.ts'

/** Returns the path of one of these programs in PATH, searching folder by folder. */
export function findProgram(...names: string[]): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
      if (isProgram(path)) return path
    }
  }
  return undefined
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export interface Ended {
  status: number | null
  output: string
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  limitMs?: number
  /** Aborting kills the program. */
  signal?: AbortSignal
}

/**
 * Runs a program to its end and collects its output. `status` is null if it could not start or
 * exceeded its time limit.
 */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd, env, limitMs, signal } = options
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      signal,
      killSignal: 'SIGKILL'
    })
    let output = ''
    const keep = (part: Buffer) => {
      output += part.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', error => resolve({ status: null, output: output || error.message }))
    child.once('close', status => resolve({ status, output }))
  })
}

/** Last line of a program's output, which usually states the reason for a failure. */
export const lastLine = (text: string) => text.trim().split('\n').at(-1)?.trim() ?? ''

/**
 * Installs Debian packages, and prints what it installs. Returns false if this user may not or if
 * the installation fails.
 */
export async function installPackages(...packages: string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) return false
  say(`installing ${packages.join(' and ')} with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  const limitMs = 300_000
  if ((await run('apt-get', args, { env, limitMs })).status === 0) return true
  await run('apt-get', ['update', '-qq'], { env, limitMs })
  return (await run('apt-get', args, { env, limitMs })).status === 0
}

/** Whether a Chromium-based program starts at all: shared libraries may be missing. */
export async function starts(program: string): Promise<boolean> {
  return (await run(program, ['--version', '--no-sandbox'], { limitMs: 30_000 })).status === 0
}
