import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { expect, it, onTestFinished } from 'vitest'
import { Crashes } from '../../../electron/host/workers/crashes.ts'
import { openPool, type PoolOptions, type WorkerPool } from '../../../electron/host/workers/pool.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const entry = join(root, 'electron', 'worker', 'main.ts')

function pool(size = 1, options: Partial<PoolOptions> = {}): WorkerPool {
  const opened = openPool({ entry, size, env: {}, ...options })
  onTestFinished(() => opened.close())
  return opened
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ductal-pool-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** An image whose tissue takes a worker seconds: it is decoded and averaged as a whole. */
async function largeImage(): Promise<string> {
  const path = join(await temporaryFolder(), 'large.png')
  const background = { r: 230, g: 140, b: 180 }
  await sharp({ create: { width: 5000, height: 5000, channels: 3, background } })
    .png({ compressionLevel: 1 })
    .toFile(path)
  return path
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20)
}

it.skipIf(process.platform !== 'linux')('is ended before the host when memory runs out', async () => {
  const workers = pool()
  await workers.run('readers', {}, { queue: 'view' })
  const [pid] = workers.pids('view')
  expect(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()).toBe('800')
})

it('ends a worker that holds too much memory, and says so', async () => {
  const workers = pool(1, { memory: { reading: 1, most: 2 ** 40 } })
  const path = await largeImage()
  // A task may end before the next look at the worker's memory, so work goes on until one is ended.
  const work = async () => {
    for (;;) await workers.run('tissue', { path, kind: 'image', mpp: 1, cell: 100 })
  }
  await expect(work()).rejects.toMatchObject({
    code: 'worker/died',
    message: expect.stringMatching(/“tissue” used .* GB of memory, more than its 0\.0 GB, and was restarted/)
  })
})

it('starts no process before the first task, and then reuses it', async () => {
  const workers = pool()
  expect(workers.pids('view')).toEqual([])
  const folder = await temporaryFolder()
  await workers.run('models', { folder }, { queue: 'view' })
  const [pid] = workers.pids('view')
  await workers.run('models', { folder }, { queue: 'view' })
  expect(workers.pids('view')).toEqual([pid])
  expect(workers.pids('work')).toEqual([])
})

it('passes on values and failures', async () => {
  const workers = pool()
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'one.png'), '')
  expect(await workers.run('discover', { path: folder })).toEqual({ slides: [join(folder, 'one.png')] })
  await expect(workers.run('open', { path: join(folder, 'one.png') })).rejects.toMatchObject({
    name: 'DuctalError',
    code: 'slide/empty'
  })
})

it('reports a killed worker, starts another and loses no waiting task', async () => {
  const workers = pool()
  const path = await largeImage()
  const task = { path, kind: 'image', mpp: 0.5, cell: 32 } as const
  const lost = workers.run('tissue', task)
  const waiting = workers.run('discover', { path })
  await until(() => workers.pids('work').length === 1)
  const pid = workers.pids('work')[0]!
  process.kill(pid, 'SIGKILL')
  await expect(lost).rejects.toMatchObject({ code: 'worker/died' })
  expect(await waiting).toEqual({ slides: [path] })
  expect(workers.pids('work')).not.toContain(pid)
})

it('retries the tasks of a crashed shared process once, each on its own', async () => {
  const workers = pool()
  const path = await largeImage()
  const options = { together: 2 }
  const task = { path, kind: 'image', mpp: 0.5, cell: 32 } as const
  const first = workers.run('tissue', task, options)
  const second = workers.run('tissue', task, options)
  const third = workers.run('discover', { path }, options)
  await until(() => workers.pids('work').length === 1)
  const [shared] = workers.pids('work')
  process.kill(shared!, 'SIGKILL')
  await until(() => workers.pids('work').length === 1 && workers.pids('work')[0] !== shared)
  // The first task now runs alone, so a second crash is its own fault.
  process.kill(workers.pids('work')[0]!, 'SIGKILL')
  await expect(Promise.any([first, second])).resolves.toMatchObject({ width: expect.any(Number) })
  const ends = await Promise.allSettled([first, second])
  expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { code: 'worker/died' } }
  ])
  expect(await third).toEqual({ slides: [path] })
})

it('fails each task when the worker cannot be started', async () => {
  const workers = openPool({ entry: join(await temporaryFolder(), 'none.ts'), size: 1, env: {} })
  onTestFinished(() => workers.close())
  const task = () => workers.run('models', { folder: root })
  await expect(task()).rejects.toMatchObject({ code: 'worker/died' })
  await expect(task()).rejects.toMatchObject({ code: 'worker/died' })
})

it('cancels running and waiting tasks at once, and carries on', async () => {
  const workers = pool()
  const path = await largeImage()
  const abort = new AbortController()
  const task = { path, kind: 'image', mpp: 0.5, cell: 32 } as const
  const running = workers.run('tissue', task, { signal: abort.signal })
  const queued = workers.run('tissue', task, { signal: abort.signal })
  await until(() => workers.pids('work').length === 1)
  const [pid] = workers.pids('work')
  abort.abort()
  await expect(running).rejects.toMatchObject({ code: 'call/cancelled' })
  await expect(queued).rejects.toMatchObject({ code: 'call/cancelled' })
  await expect(workers.run('tissue', task, { signal: abort.signal })).rejects.toMatchObject({
    code: 'call/cancelled'
  })
  expect(await workers.run('discover', { path })).toEqual({ slides: [path] })
  expect(workers.pids('work')).toEqual([pid])
})

it('spreads the tasks of a worker queue over all its processes, in order', async () => {
  const workers = pool(2)
  const folder = await temporaryFolder()
  const order: number[] = []
  const run = (i: number) => workers.run('models', { folder }).then(() => order.push(i))
  await Promise.all([0, 1, 2, 3, 4, 5].map(run))
  expect(workers.pids('work')).toHaveLength(2)
  expect(order.toSorted()).toEqual([0, 1, 2, 3, 4, 5])
  const single = pool(1)
  const inOrder: number[] = []
  await Promise.all([0, 1, 2, 3].map(i => single.run('models', { folder }).then(() => inOrder.push(i))))
  expect(inOrder).toEqual([0, 1, 2, 3])
})

it.skipIf(process.platform === 'win32')('serves interactive tasks while other workers are busy', async () => {
  const workers = pool()
  const path = await largeImage()
  let worked = false
  const work = workers.run('tissue', { path, kind: 'image', mpp: 0.5, cell: 32 }).then(() => {
    worked = true
  })
  // The busy worker stands still, so that it cannot be done first.
  const [busy] = workers.pids('work')
  process.kill(busy!, 'SIGSTOP')
  await workers.run('discover', { path }, { queue: 'view' })
  expect(worked).toBe(false)
  process.kill(busy!, 'SIGCONT')
  await work
})

it('closing cancels running tasks and leaves no process behind', async () => {
  const workers = pool(2)
  const path = await largeImage()
  const task = { path, kind: 'image', mpp: 0.5, cell: 32 } as const
  const ends = [1, 2, 3].map(() => workers.run('tissue', task).catch(error => error.code))
  await until(() => workers.pids('work').length === 2)
  const pids = workers.pids('work')
  await workers.close()
  expect(await Promise.all(ends)).toEqual(['call/cancelled', 'call/cancelled', 'call/cancelled'])
  expect(pids.filter(isAlive)).toEqual([])
  await expect(workers.run('models', { folder: root })).rejects.toMatchObject({ code: 'call/cancelled' })
})

it.skipIf(process.platform === 'win32')('workers exit when their host is killed', async () => {
  const folder = await temporaryFolder()
  const script = join(folder, 'host.ts')
  const poolModule = join(root, 'electron', 'host', 'workers', 'pool.ts')
  await writeFile(
    script,
    `
     import { openPool } from ${JSON.stringify(poolModule)}
     const pool = openPool({ entry: ${JSON.stringify(entry)}, size: 1, env: {} })
     await pool.run('models', { folder: ${JSON.stringify(folder)} })
     await pool.run('models', { folder: ${JSON.stringify(folder)} }, { queue: 'view' })
     console.log(JSON.stringify([...pool.pids('work'), ...pool.pids('view')]))`
  )
  const host = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>(resolve => host.stdout.once('data', part => resolve(String(part))))
  const pids: number[] = JSON.parse(line)
  expect(pids).toHaveLength(2)
  expect(pids.filter(isAlive)).toEqual(pids)
  host.kill('SIGKILL')
  await until(() => pids.every(pid => !isAlive(pid)))
})

/** A worker program that does what the path of its task says. */
async function obedientWorker(): Promise<string> {
  const path = join(await temporaryFolder(), 'worker.mjs')
  await writeFile(
    path,
    `
     import { watchOver } from ${JSON.stringify(join(root, 'electron', 'worker', 'watchdog.ts'))}
     watchOver()
     let busy = 0
     setInterval(() => busy > 0 && process.send({ alive: 0 }), 100)
     process.on('message', ({ task, input }) => {
       busy++
       const { path } = input ?? {}
       if (path?.includes('spins')) for (;;);
       if (path?.includes('crashes')) process.exit(134)
       if (path?.includes('hangs')) return
       setTimeout(() => { busy--; process.send({ task, value: { slides: [path] } }) }, 50)
     })
     process.on('disconnect', () => process.exit(0))`
  )
  return path
}

const impatient = { silence: 2, reading: 4, analysing: 4 }

it('replaces a process that is stuck, however many tasks wait', async () => {
  const workers = pool(1, { entry: await obedientWorker(), patience: impatient })
  const run = (path: string) => workers.run('discover', { path }, { queue: 'view' })
  const others = Array.from({ length: 12 }, (_, i) => run(`good-${i}`))
  const stuck = run('spins')
  const later = Array.from({ length: 12 }, (_, i) => run(`later-${i}`))
  await expect(stuck).rejects.toMatchObject({
    code: 'worker/died',
    message: expect.stringContaining('stopped responding')
  })
  expect(await Promise.all([...others, ...later])).toHaveLength(24)
})

it('ends a task that never finishes although its process responds', async () => {
  const workers = pool(1, { entry: await obedientWorker(), patience: impatient })
  const run = (path: string) => workers.run('discover', { path }, { queue: 'view' })
  const hanging = run('hangs')
  await expect(hanging).rejects.toMatchObject({
    code: 'worker/died',
    message: expect.stringContaining('did not finish')
  })
  expect(await run('good')).toEqual({ slides: ['good'] })
})

it('replaces a process that the system has stopped', async () => {
  const workers = pool(1, { entry: await obedientWorker(), patience: { ...impatient, reading: 100 } })
  const run = () => workers.run('discover', { path: 'good' }, { queue: 'view' })
  await run()
  process.kill(workers.pids('view')[0]!, 'SIGSTOP')
  await expect(run()).rejects.toMatchObject({ code: 'worker/died' })
  expect(await run()).toEqual({ slides: ['good'] })
})

it('refuses a file that crashes its worker, also after a restart, until it changes', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'crashes.tif')
  await writeFile(path, 'damaged')
  const crashes = { file: join(folder, 'cache', 'crashes.json'), version: '1' }
  const options = { entry: await obedientWorker(), crashes }
  const open = (workers: WorkerPool) => workers.run('open', { path }, { queue: 'view' })
  const first = pool(1, options)
  await expect(open(first)).rejects.toMatchObject({ code: 'worker/died' })
  await expect(open(first)).rejects.toMatchObject({ code: 'slide/crashes' })
  await first.close()
  const second = pool(1, options)
  await expect(open(second)).rejects.toMatchObject({
    code: 'slide/crashes',
    message: expect.stringMatching(/^[^\n]+\.$/)
  })
  // No process was started for it.
  expect(second.pids('view')).toEqual([])
  second.forgive(path)
  await expect(open(second)).rejects.toMatchObject({ code: 'worker/died' })
  await expect(open(second)).rejects.toMatchObject({ code: 'slide/crashes' })
  await writeFile(path, 'another content')
  await expect(open(second)).rejects.toMatchObject({ code: 'worker/died' })
})

it('a task that succeeds clears the record of its file', async () => {
  const crashes = new Crashes(undefined, '1')
  expect(crashes.crashed('/a', 2)).toBeUndefined()
  crashes.worked('/a')
  expect(crashes.crashed('/a', 2)).toBeUndefined()
  expect(crashes.crashed('/a', 2)).toMatchObject({ code: 'slide/crashes' })
  expect(crashes.refusal('/b')).toBeUndefined()
})

it.skipIf(process.platform === 'win32')('a worker that is stuck dies with its host', async () => {
  const folder = await temporaryFolder()
  const script = join(folder, 'host.ts')
  const poolModule = join(root, 'electron', 'host', 'workers', 'pool.ts')
  await writeFile(
    script,
    `
     import { openPool } from ${JSON.stringify(poolModule)}
     const pool = openPool({ entry: ${JSON.stringify(await obedientWorker())}, size: 1, env: {} })
     await pool.run('discover', { path: 'good' })
     void pool.run('discover', { path: 'spins' })
     console.log(JSON.stringify(pool.pids('work')))
     setInterval(() => {}, 1000)`
  )
  const host = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>(resolve => host.stdout.once('data', part => resolve(String(part))))
  const [pid] = JSON.parse(line) as [number]
  host.kill('SIGKILL')
  await until(() => !isAlive(pid))
})
