import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
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
  stdout: string
  stderr: string
}

/** Starts the terminal program in its own process group, as a shell does. */
export function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const program = join(root, 'electron', 'cli', 'main.ts')
  const child = spawn(process.execPath, [program, ...args], { detached: process.platform !== 'win32' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...texts }))
  })
  return { child, ended }
}

export const ductal = (...args: string[]): Promise<Ended> => start(...args).ended

/**
 * Waits until the program working on the library in `folder` has finished `count` tiles.
 * @throws Error when the program ends first.
 */
export async function tilesFinished(folder: string, count: number, ended: Promise<Ended>): Promise<void> {
  let over = false
  void ended.then(() => {
    over = true
  })
  while (finishedTiles(folder) < count) {
    if (over) throw new Error('The program ended before it had finished so many tiles.')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

function finishedTiles(folder: string): number {
  return readLibrary(folder, db =>
    db.prepare(`SELECT count(*) FROM tiles WHERE state IN ('done', 'failed')`).pluck().get()
  ) as number
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
