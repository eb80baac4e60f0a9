import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Client, connect } from '../../../contract/transport/client.ts'
import type { FromHost, ToHost } from '../../../contract/transport/port.ts'
import { openLibrary } from '../../../electron/host/db/open.ts'
import { verify } from '../../../electron/host/review/audit/verify.ts'
import { migrationsFolder, temporaryFolder } from '../../support/library.ts'
import { finishedRun } from '../../support/review.ts'

/**
 * How often the host is killed. The issue asks for 50: `DUCTAL_KILLS=50 npx vitest run
 * test/unit/review/kill.test.ts`.
 */
const kills = Number(process.env.DUCTAL_KILLS ?? 8)

/** Tests whether a log entry is the one that an answered action must have left. */
type Trace = (entry: string) => boolean

interface Day {
  acknowledged: Trace[]
  /** Ids of regions known to exist. */
  regions: string[]
}

const actions: ((client: Client, runId: number, day: Day) => Promise<Trace>)[] = [
  async (client, runId) => {
    const [row, col] = [Math.floor(Math.random() * 20), Math.floor(Math.random() * 30)]
    const label = (['positive', 'negative', 'unsure'] as const)[Math.floor(Math.random() * 3)]!
    const { review } = await client.call('review.label', { runId, label, spans: [row, col, 10] })
    return entry => entry.includes(`"sequence":${review.sequence}}`)
  },
  async (client, runId, day) => {
    const id = randomUUID()
    const [x, y] = [Math.random() * 30_000, Math.random() * 15_000]
    const geometry = { type: 'ellipse' as const, x, y, radiusX: 900, radiusY: 300, angle: 1 }
    await client.call('regions.add', { runId, regions: [{ id, kind: 'ellipse', geometry }] })
    day.regions.push(id)
    return entry => entry.includes('"kind":"regions.add"') && entry.includes(id)
  },
  async (client, runId, { regions }) => {
    const regionId = regions.at(-1)
    const note = randomUUID()
    if (!regionId) return () => true
    await client.call('regions.update', { runId, regionIds: [regionId], change: { note } })
    return entry => entry.includes('"kind":"regions.update"') && entry.includes(note)
  },
  async (client, runId) => {
    const text = randomUUID()
    await client.call('review.comment', { runId, text })
    return entry => entry.includes('"kind":"comment"') && entry.includes(text)
  },
  async (client, runId) => {
    const undone = await client.call('review.undo', { runId })
    const redone = await client.call('review.redo', { runId })
    return entry =>
      entry.includes(`"kind":"redo"`) &&
      entry.includes(`"sequence":${redone.sequence}}`) &&
      undone.redo !== null
  },
  async (client, runId) => {
    const threshold = Math.round(Math.random() * 1e6) / 1e6
    const { sequence } = await client.call('review.act', { runId, action: { kind: 'threshold', threshold } })
    return entry => entry.includes('"kind":"threshold"') && entry.includes(`"sequence":${sequence}}`)
  }
]

/** Performs random actions until the host is gone and notes the answered ones. */
async function work(client: Client, runId: number, day: Day): Promise<void> {
  for (;;) {
    const action = actions[Math.floor(Math.random() * actions.length)]!
    try {
      day.acknowledged.push(await action(client, runId, day))
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'door/closed') return
      // A region deleted meanwhile or nothing to undo: not what is tested here.
      if (code !== 'review/nothing-to-undo' && code !== 'region/unknown') throw error
    }
  }
}

function clientOf(host: ChildProcess): Client {
  return connect({
    post: (message: ToHost) => void host.send(message, () => {}),
    listen(onMessage: (message: FromHost) => void, onClose) {
      host.on('message', message => onMessage(message as FromHost))
      host.on('exit', onClose)
    },
    close: () => host.kill()
  })
}

test(`no action that was answered is lost when the host is killed at ${kills} moments`, {
  timeout: 120_000 + kills * 3000
}, async () => {
  const folder = temporaryFolder()
  const prepared = openLibrary(folder, migrationsFolder)
  const { id: runId } = finishedRun(prepared.db)
  prepared.close()
  const day: Day = { acknowledged: [], regions: [] }

  for (let kill = 0; kill < kills; kill++) {
    const host = fork(join(import.meta.dirname, 'killedHost.ts'), [folder], { stdio: 'inherit' })
    const exit = once(host, 'exit')
    await once(host, 'message')
    const client = clientOf(host)
    if (kill === 0) await client.call('reviewers.add', { name: 'Ada Test' })
    setTimeout(() => host.kill('SIGKILL'), 20 + Math.random() * 200)
    // Two in parallel, like two windows.
    await Promise.all([work(client, runId, day), work(client, runId, day)])
    expect(await exit).toEqual([null, 'SIGKILL'])
  }

  const { db, close } = openLibrary(folder, migrationsFolder)
  const entries = db.prepare('SELECT entry FROM review_log').pluck().all() as string[]
  const lost = day.acknowledged.filter(trace => !entries.some(trace))
  expect(day.acknowledged.length).toBeGreaterThan(kills)
  expect(lost).toHaveLength(0)
  expect(verify(db).faults).toEqual([])
  close()
  console.log(
    `${kills} kills, ${day.acknowledged.length} actions answered, ${entries.length} entries, none lost`
  )
})
