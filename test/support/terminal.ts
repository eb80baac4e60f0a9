import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** Real data, where this machine has it. */
export const sharedData = process.env.DUCTAL_SHARED_DATA ?? join(root, '..', 'shared', 'data')

/** Limit of a test that runs whole programs, ms: they share the machine with the tests beside them. */
export const patience = 300_000

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** The terminal's program as a process of its own group, as a shell starts it. */
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

/** Waits until a program that works on the library of `folder` has finished so many tiles. */
export async function tilesFinished(folder: string, count: number, ended: Promise<Ended>): Promise<void> {
  let over = false
  void ended.then(() => {
    over = true
  })
  while (finishedTiles(folder) < count) {
    if (over) throw new Error('The program ended before it had finished so many tiles.')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

function finishedTiles(folder: string): number {
  return readLibrary(folder, db =>
    db.prepare(`SELECT count(*) FROM tiles WHERE state IN ('done', 'failed')`).pluck().get()
  ) as number
}

/** Reads a library beside the program that has it open; 0 before there are tables. */
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
