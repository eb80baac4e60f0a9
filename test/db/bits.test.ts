import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { CallName } from '../../contract/calls.ts'
import { DuctalError } from '../../contract/errors.ts'
import { copyDaily } from '../../electron/host/db/copies.ts'
import { type Library, openLibrary } from '../../electron/host/db/open.ts'
import { Events } from '../../electron/host/events.ts'
import { explainError } from '../../electron/host/flows/read-only.ts'
import { brokenChain } from '../../electron/host/review/audit/verify.ts'
import { listSlides } from '../../electron/host/slides/records.ts'
import { openProgram } from '../support/host.ts'
import { migrationsFolder, temporaryFolder } from '../support/library.ts'
import { Random } from '../support/random.ts'
import { finishedRun, handlersOn } from '../support/review.ts'
import { ductal, patience } from '../support/terminal.ts'

/** Bits flipped by the test of the whole file; more with `DUCTAL_BITS`. */
const flips = Number(process.env.DUCTAL_BITS ?? 120)

/** A closed library with a review of several kinds of actions, and its backup. */
async function library() {
  const folder = temporaryFolder()
  const { db, close } = openLibrary(folder, migrationsFolder)
  const { id: runId } = finishedRun(db)
  const ask = handlersOn(db)
  ask('reviewers.add', { name: 'Ada Test' })
  ask('review.label', { runId, label: 'negative', spans: [10, 10, 10] })
  ask('review.comment', { runId, text: 'Look again.' })
  ask('review.sign', { runId, meaning: 'reviewed' })
  ask('review.reopen', { runId, reason: 'one more' })
  await copyDaily(db, folder)
  close()
  return { folder, runId, file: join(folder, 'library.sqlite') }
}

/** Where the entry of the label starts. A page that was split keeps a former copy before it. */
const labelEntry = (bytes: Buffer): number => bytes.lastIndexOf('{"after":2,"at"')

function flip(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes)
  flipped[bit >> 3]! ^= 1 << (bit & 7)
  return flipped
}

test('a changed name in the schema makes the library read-only', async () => {
  const { folder, file } = await library()
  const intact = readFileSync(file)
  for (const [from, to] of [
    ['added_at', 'adeed_at'],
    ['label     INTEGER', 'labem     INTEGER'],
    ["state = 'pending'", "state = 'pendimg'"]
  ] as const) {
    writeFileSync(file, intact)
    const db = new Sqlite(file)
    db.unsafeMode()
    db.pragma('writable_schema = ON')
    const { changes } = db.prepare('UPDATE sqlite_schema SET sql = replace(sql, ?, ?)').run(from, to)
    expect(changes).toBeGreaterThan(0)
    db.close()
    expect(openOrRefuse(folder), from).toMatchObject({ code: 'library/corrupt' })
  }
})

function openOrRefuse(folder: string): unknown {
  try {
    const { readOnlyReason, close } = openLibrary(folder, migrationsFolder)
    close()
    return readOnlyReason
  } catch (error) {
    return error
  }
}

/** Reads everything that a page shows of a library. Every error must be one that is explained. */
function readAll({ db, readOnlyReason }: Library, folder: string, runId: number): void {
  const context = { db, readOnlyReason, dataFolder: folder, events: new Events() }
  const ask = handlersOn(db)
  for (const read of [
    () => listSlides(db),
    () => ask('review.get', { runId }),
    () => ask('review.actions', { runId }),
    () => ask('review.signatures', { runId }),
    () => ask('review.comments', { runId }),
    () => ask('review.verify', {})
  ])
    try {
      read()
    } catch (error) {
      expect(explainError(context, error)).toBeInstanceOf(DuctalError)
    }
}

test(`a flipped bit anywhere in a library ends nothing in a stack trace (${flips} bits)`, async () => {
  const { folder, file, runId } = await library()
  const whole = readFileSync(file)
  const random = new Random(5, 0)
  let noticed = 0
  for (let count = 0; count < flips; count++) {
    const bit = random.below(whole.length * 8)
    writeFileSync(file, flip(whole, bit))
    try {
      const opened = openLibrary(folder, migrationsFolder, brokenChain)
      if (opened.readOnlyReason) noticed++
      readAll(opened, folder, runId)
      opened.close()
    } catch (error) {
      noticed++
      expect(error, `bit ${bit}`).toBeInstanceOf(DuctalError)
    }
  }
  expect(noticed).toBeGreaterThan(0)
})

test('every flipped bit of a log entry makes the library read-only and offers the backup', async () => {
  const { folder, file, runId } = await library()
  const whole = readFileSync(file)
  const start = labelEntry(whole)
  const end = whole.indexOf('}', whole.indexOf('"sequence":', start))
  for (let byte = start; byte <= end; byte += 5) {
    writeFileSync(file, flip(whole, byte * 8 + (byte % 8)))
    const opened = openLibrary(folder, migrationsFolder, brokenChain)
    expect(opened.readOnlyReason, `byte ${byte - start}`).toMatchObject({
      code: expect.stringMatching(/^(library\/corrupt|review\/broken)$/),
      message: expect.stringContaining('ductal restore')
    })
    readAll(opened, folder, runId)
    opened.close()
  }
})

test('a host with a damaged log entry answers every call, and verify names the fault', async () => {
  const { folder, file, runId } = await library()
  const whole = readFileSync(file)
  // The first brace becomes a semicolon: the generated columns of the table cannot be computed.
  writeFileSync(file, flip(whole, labelEntry(whole) * 8 + 6))
  const { client } = await openProgram({ dataFolder: folder })
  expect((await client.call('host.info', undefined)).readOnly?.message).toContain('ductal restore')
  const calls: [CallName, unknown][] = [
    ['library.search', {}],
    ['slides.list', undefined],
    ['runs.list', {}],
    ['review.get', { runId }],
    ['review.actions', { runId }]
  ]
  for (const [name, input] of calls)
    await client.call(name, input as never).catch(({ code }) => expect(code, name).not.toBe('internal'))
  expect((await client.call('review.verify', {})).faults).not.toEqual([])
})

test('doctor and verify report a damaged log entry', { timeout: patience }, async () => {
  const { folder, file } = await library()
  const data = temporaryFolder()
  const whole = readFileSync(file)
  writeFileSync(join(data, 'library.sqlite'), flip(whole, labelEntry(whole) * 8 + 6))
  copyFileSync(file, join(folder, 'kept'))
  for (const [command, exit] of [
    ['verify', 8],
    ['doctor', 1]
  ] as const) {
    const { code, stdout, stderr } = await ductal(command, '--data', data, '--json')
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(code, `${command}: ${stderr}`).toBe(exit)
    expect(stdout).toMatch(/Entry 4|damaged/)
  }
})
