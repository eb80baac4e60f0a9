import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import { onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** Real data, if this machine has any. */
export const sharedData = process.env.DUCTAL_SHARED_DATA ?? join(root, '..', 'shared', 'data')

/**
 * Timeout in ms of tests that run whole programs, which compete with other tests for the machine.
 */
export const patience = 300_000

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const terminal = join(root, 'electron', 'cli', 'main.ts')

/** The terminal program, with the training commands. */
export const wholeTerminal = join(root, 'scripts', 'ductal.ts')

export const ductal = (...args: string[]): Promise<Ended> => endOf([terminal, ...args])

/**
 * Runs a program that interrupts itself with the signal once its stderr matches `at`. The signal
 * reaches the whole process group, as Ctrl-C in a shell does. Not on Windows.
 */
export const interruptedAt = (
  at: RegExp,
  signal: NodeJS.Signals,
  args: string[],
  { program = terminal, env = {} }: { program?: string; env?: NodeJS.ProcessEnv } = {}
): Promise<Ended> =>
  endOf(['--import', pathToFileURL(join(import.meta.dirname, 'interrupt.ts')).href, program, ...args], {
    ...env,
    DUCTAL_TEST_AT: at.source,
    DUCTAL_TEST_SIGNAL: signal
  })

/** Runs a Node program in its own process group until it ends. */
export function endOf(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env }
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  return new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }))
  })
}

/** Reads a library that another program may have open; returns 0 before the tables exist. */
export function readLibrary(folder: string, read: (db: Sqlite.Database) => unknown): unknown {
  const file = join(folder, 'library.sqlite')
  if (!existsSync(file)) return 0
  const db = new Sqlite(file, { readonly: true, timeout: 5000 })
  try {
    const tables = db.prepare(`SELECT count(*) FROM sqlite_master WHERE name = 'predictions'`).pluck().get()
    return tables === 1 ? read(db) : 0
  } finally {
    db.close()
  }
}
