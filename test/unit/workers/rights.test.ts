import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openPool } from '../../../electron/host/workers/pool.ts'
import { readOnly } from '../../../electron/host/workers/rights.ts'
import { openProgram, root } from '../../support/host.ts'
import { temporaryFolder } from '../../support/library.ts'

vi.setConfig({ testTimeout: 300_000 })

const entry = join(root, 'electron', 'worker', 'main.ts')
const opened = (options: Parameters<typeof openPool>[0]) => {
  const pool = openPool(options)
  onTestFinished(() => pool.close())
  return pool
}

/** What the processes of this kernel can give up. */
async function rightsHere() {
  const pool = opened({ entry, size: 1, env: {}, writable: readOnly })
  return pool.run('rights', {})
}

/**
 * A worker that was taken over: gives up its rights as every worker does, then runs the code that
 * it is given, on the thread that reads files, and on another.
 */
function takenOver(folder: string): string {
  const path = join(folder, 'worker.mjs')
  writeFileSync(
    path,
    `
     import { confine } from ${JSON.stringify(join(root, 'electron', 'worker', 'rights', 'confine.ts'))}
     confine()
     const { Worker } = await import('node:worker_threads')
     const attempt = code => new Promise(resolve => {
       const thread = new Worker(
         \`const { parentPort } = require('node:worker_threads')
          const say = value => parentPort.postMessage(String(value))
          new (Object.getPrototypeOf(async () => {}).constructor)('require', \${JSON.stringify(code)})(require)
            .then(() => say('done'), error => say(error.code ?? error.message))\`, { eval: true })
       thread.once('message', resolve)
     })
     process.on('message', async ({ task, input }) => {
       const here = await new (Object.getPrototypeOf(async () => {}).constructor)('require', input.path)(
         (await import('node:module')).createRequire(import.meta.url)
       ).then(() => 'done', error => error.code ?? error.message)
       process.send({ task, value: { slides: [here, await attempt(input.path)] } })
     })
     process.on('disconnect', () => process.exit(0))
     process.send({ ready: true })`
  )
  return path
}

test('a worker that was taken over changes no file, starts no program and reaches no network', async ctx => {
  const { files, programs } = await rightsHere()
  if (files === 'all' || programs === 'all')
    return ctx.skip('This kernel has no Landlock or no seccomp filter for this processor.')
  const folder = temporaryFolder()
  const [mine, own] = [join(folder, 'mine.txt'), join(folder, 'own')]
  writeFileSync(mine, 'mine')
  chmodSync(mine, 0o640)
  mkdirSync(own)
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const socket = join(folder, 'socket')
  const bus = createServer().listen(socket)
  await once(bus, 'listening')
  onTestFinished(() => void bus.close())
  const pool = opened({
    entry: takenOver(folder),
    size: 1,
    env: {},
    writable: { ...readOnly, work: [own] }
  })
  const home = join(homedir(), 'ductal-was-here')
  const before = readdirSync(folder).sort()
  const connect = (to: string) =>
    `await new Promise((resolve, reject) => require('node:net').connect(${to}, resolve).on('error', reject))`
  const attempts: Record<string, string> = {
    'writes in the home folder': `require('node:fs').writeFileSync(${JSON.stringify(home)}, '')`,
    'overwrites a file': `require('node:fs').writeFileSync(${JSON.stringify(mine)}, 'yours')`,
    'empties a file': `require('node:fs').truncateSync(${JSON.stringify(mine)})`,
    'removes a file': `require('node:fs').unlinkSync(${JSON.stringify(mine)})`,
    'renames a file': `require('node:fs').renameSync(${JSON.stringify(mine)}, ${JSON.stringify(`${mine}2`)})`,
    'moves a file to its own folder': `require('node:fs').renameSync(${JSON.stringify(mine)}, ${JSON.stringify(join(own, 'x'))})`,
    'creates a folder': `require('node:fs').mkdirSync(${JSON.stringify(join(folder, 'new'))})`,
    'creates a link': `require('node:fs').symlinkSync('/', ${JSON.stringify(join(folder, 'link'))})`,
    'changes a mode': `require('node:fs').chmodSync(${JSON.stringify(mine)}, 0o777)`,
    'starts a shell': `require('node:child_process').execFileSync('/bin/sh', ['-c', ':'])`,
    'starts its own program': `require('node:child_process').execFileSync(process.execPath, ['-v'])`,
    'opens a connection': connect(`${port}, '127.0.0.1'`),
    'reaches the session of the desktop': connect(JSON.stringify(socket)),
    'ends another process': `process.kill(${process.pid}, 'SIGURG')`
  }
  for (const [what, code] of Object.entries(attempts)) {
    const { slides: outcomes } = await pool.run('discover', { path: code })
    for (const outcome of outcomes) expect(outcome, what).toMatch(/^(EACCES|EPERM|EXDEV)$/)
  }
  expect(readFileSync(mine, 'utf8')).toBe('mine')
  expect(statSync(mine).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder).sort()).toEqual(before)
  expect(existsSync(home)).toBe(false)

  const allowed = `const fs = require('node:fs'); const file = ${JSON.stringify(join(own, 'a'))} + Math.random()
    fs.writeFileSync(file, 'a'); fs.copyFileSync(file, file + 'b'); fs.renameSync(file + 'b', file + 'c')
    fs.rmSync(file); fs.readFileSync(${JSON.stringify(mine)}); fs.writeFileSync('/dev/null', 'a')`
  expect((await pool.run('discover', { path: allowed })).slides).toEqual(['done', 'done'])
})

test('the workers of a host give up what they can, and the system check says so', async () => {
  const { client } = await openProgram()
  const here = await rightsHere()
  const { checks } = await client.call('host.doctor', undefined)
  const check = checks.find(({ name }) => name === 'worker rights')
  expect(check?.ok).toBe(true)
  expect(check?.detail).toContain(
    here.files === 'limited' ? 'change no files outside' : 'can change every file'
  )
  expect(check?.detail).toContain(here.programs === 'none' ? 'start no programs' : 'can start programs')
})

test('a worker that ends while it gives up rights is started with all of them', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'worker.mjs')
  writeFileSync(
    path,
    `if (process.env.DUCTAL_WRITABLE) process.exit(9)
     process.on('message', ({ task }) => process.send({ task, value: { slides: ['all rights'] } }))
     process.on('disconnect', () => process.exit(0))`
  )
  const pool = opened({ entry: path, size: 1, env: {}, writable: readOnly })
  expect(await pool.run('discover', { path: '' })).toEqual({ slides: ['all rights'] })
})
