import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HostEvent } from '../../../../contract/transport/events.ts'
import { listCopies } from '../../../../electron/host/db/copies.ts'
import { Events } from '../../../../electron/host/events.ts'
import { Backups } from '../../../../electron/host/flows/backups.ts'
import { openProgram } from '../../../support/host.ts'
import { temporaryFolder, temporaryLibrary } from '../../../support/library.ts'
import { finishedRun } from '../../../support/review.ts'

const day = 24 * 3600 * 1000

/** Backups of a library with a slide, by a clock that the test moves. */
function schedule() {
  const dataFolder = temporaryFolder()
  const db = temporaryLibrary(dataFolder)
  finishedRun(db)
  const clock = { now: Date.now() - 20 * day }
  const told: HostEvent[] = []
  const events = new Events()
  events.emit = event => void told.push(event)
  const context = { db, dataFolder, events, log: () => {}, readOnlyReason: null }
  const backups = new Backups(context, { now: () => new Date(clock.now), every: 5 })
  const closing = new AbortController()
  const ended = backups.keep(closing.signal)
  onTestFinished(async () => {
    closing.abort()
    await ended
  })
  return { dataFolder, clock, backups, told, folder: join(dataFolder, 'backups') }
}

test('a program that stays open makes a backup every day', async () => {
  const { dataFolder, clock, backups, told } = schedule()
  for (let count = 1; count <= 3; count++) {
    await expect.poll(() => listCopies(dataFolder).length).toBe(count)
    clock.now += day
  }
  await expect.poll(() => listCopies(dataFolder).length).toBe(4)
  await expect.poll(() => backups.state.last?.path).toBe(listCopies(dataFolder)[0]?.path)
  expect(backups.state.failure).toBeNull()
  expect(told.at(-1)).toMatchObject({ type: 'backup', backup: { failure: null } })
})

test('a backup that fails is reported once and stays visible until one succeeds', async () => {
  const { dataFolder, clock, backups, told, folder } = schedule()
  await expect.poll(() => listCopies(dataFolder).length).toBe(1)
  const [good] = listCopies(dataFolder)
  const contents = readdirSync(folder)
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file in place of the folder')
  clock.now += day
  await expect.poll(() => backups.state.failure?.code).toBe('library/no-backup')
  expect(backups.state.failure?.message).toMatch(/could not be backed up into .*backups \(E\w+\)/)
  expect(backups.state.last?.path).toBe(good?.path)
  await expect.poll(() => told.filter(({ type }) => type === 'backup').length).toBeGreaterThan(3)
  expect(told.filter(({ type }) => type === 'notice')).toHaveLength(1)
  rmSync(folder)
  mkdirSync(folder)
  await expect.poll(() => backups.state.failure).toBeNull()
  expect(readdirSync(folder)).toHaveLength(contents.length)
})

test('host and system check name the last intact backup, or why there is none', async () => {
  const dataFolder = temporaryFolder()
  const { client } = await openProgram({ dataFolder })
  expect((await client.call('host.info', undefined)).backup).toEqual({ last: null, failure: null })
  expect((await client.call('host.doctor', undefined)).checks).toContainEqual(
    expect.objectContaining({ name: 'backup', ok: true, detail: 'none yet: the library is empty' })
  )
})
