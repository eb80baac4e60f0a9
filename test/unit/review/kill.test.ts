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
  /** The traces of the answered actions, all rounds together. */
  answered: Trace[]
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

/**
 * Performs random actions until the host is gone and notes the answered ones.
 * @param onAnswer called after each answered action
 */
async function work(client: Client, runId: number, day: Day, onAnswer: () => void): Promise<void> {
  for (;;) {
    const action = actions[Math.floor(Math.random() * actions.length)]!
    try {
      day.answered.push(await action(client, runId, day))
      onAnswer()
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

/** A random integer from 0 to `most`. */
const upTo = (most: number) => Math.floor(Math.random() * (most + 1))

test(`no answered action is lost when the host is killed (${kills} times)`, {
  timeout: 120_000 + kills * 30_000
}, async () => {
  const folder = temporaryFolder()
  const prepared = openLibrary(folder, migrationsFolder)
  const { id: runId } = finishedRun(prepared.db)
  prepared.close()
  const day: Day = { answered: [], regions: [] }
  let logged = 0

  for (let round = 0; round < kills; round++) {
    const host = fork(join(import.meta.dirname, 'killedHost.ts'), [folder], { stdio: 'inherit' })
    const exit = once(host, 'exit')
    await once(host, 'message')
    const client = clientOf(host)
    if (round === 0) await client.call('reviewers.add', { name: 'Ada Test' })

    // The kill follows a number of answers, so that it falls among actions on any machine, and a
    // random delay, so that it can fall anywhere within an action.
    const before = day.answered.length
    const enough = before + upTo(30)
    const killWhenEnough = () => {
      if (day.answered.length === enough) setTimeout(() => host.kill('SIGKILL'), Math.random() * 20)
    }
    killWhenEnough()
    // Two in parallel, like two windows.
    await Promise.all([1, 2].map(() => work(client, runId, day, killWhenEnough)))
    expect(await exit).toEqual([null, 'SIGKILL'])
    expect(day.answered.length).toBeGreaterThanOrEqual(enough)

    const { db, close } = openLibrary(folder, migrationsFolder)
    const entries = db.prepare('SELECT entry FROM review_log').pluck().all() as string[]
    expect(day.answered.filter(trace => !entries.some(trace))).toEqual([])
    expect(verify(db).faults).toEqual([])
    close()
    logged = entries.length
  }
  console.log(`${kills} kills, ${day.answered.length} actions answered, ${logged} entries, none lost`)
})
