import { mkdir, open, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'

const lockFile = 'training.lock'

/** The process that trains in a folder. */
interface Holder {
  pid: number
  host: string
  /** When the process started, in the system's own unit; null if the system does not tell. */
  born: string | null
}

/**
 * Creates one folder at a time: Node's recursive mkdir never returns under a parent that accepts no
 * folders, such as /proc.
 * @returns whether the folder is new
 * @throws the system error of mkdir
 */
export async function makeFolder(folder: string): Promise<boolean> {
  const path = resolve(folder)
  if ((await stat(path).catch(() => null))?.isDirectory()) return false
  if (dirname(path) !== path) await makeFolder(dirname(path))
  await mkdir(path)
  return true
}

/**
 * Runs work that writes a training's files, so that no second training writes to the same folder.
 * Creates the folder, and removes it again if the work fails and leaves it empty. The lock of a
 * process that has ended, even by a kill, is ignored.
 * @throws training/in-use; the system error if the folder cannot be written
 */
export async function withFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const isNew = await makeFolder(folder)
  const path = join(folder, lockFile)
  await take(path, folder)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
    if (isNew) await rmdir(folder).catch(() => {})
  }
}

async function take(path: string, folder: string): Promise<void> {
  if (await created(path)) return
  const holder = await holderOf(path)
  if (holder && (await isRunning(holder)))
    throw new DuctalError(
      'training/in-use',
      `Another training (process ${holder.pid} on ${holder.host}) writes to ${folder}. Wait for it to end, or choose another --out.`
    )
  await rm(path, { force: true })
  if (await created(path)) return
  throw new DuctalError(
    'training/in-use',
    `Another training has just started in ${folder}. Wait for it to end, or choose another --out.`
  )
}

/** Returns whether the lock was free. */
async function created(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    try {
      await file.writeFile(JSON.stringify(await self()))
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const self = async (): Promise<Holder> => ({
  pid: process.pid,
  host: hostname(),
  born: await birthOf(process.pid)
})

/** Returns null if the lock is gone, or was left incomplete by a kill. */
async function holderOf(path: string): Promise<Holder | null> {
  try {
    const { pid, host, born } = JSON.parse(await readFile(path, 'utf8')) as Holder
    return Number.isInteger(pid) ? { pid, host, born } : null
  } catch {
    return null
  }
}

/**
 * A process on another computer cannot be seen and counts as running. A number that another process
 * has since been given is recognised by the time of its start.
 */
async function isRunning({ pid, host, born }: Holder): Promise<boolean> {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, but belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = await birthOf(pid)
  return born === null || now === null || born === now
}

/** Returns field 22 of Linux's /proc/PID/stat; the name before it may contain spaces. */
async function birthOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null
}
