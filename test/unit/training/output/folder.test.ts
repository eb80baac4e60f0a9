import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, withFolder } from '../../../../training/output/folder.ts'
import { temporaryFolder } from '../folder.ts'

const lock = 'training.lock'
const work = async () => 'done'

/** A process that has ended, so that nothing runs under its number. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('refuses a second training in the same folder, and frees the folder at the end', async () => {
  const folder = join(await temporaryFolder(), 'a', 'b')
  await withFolder(folder, async () => {
    await expect(withFolder(folder, work)).rejects.toMatchObject({
      code: 'training/in-use',
      message: expect.stringMatching(/^Another training \(process \d+ on .+\) writes to .+\.$/)
    })
    await writeFile(join(folder, 'model.json'), '')
  })
  expect(await readdir(folder)).toEqual(['model.json'])
  expect(await withFolder(folder, work)).toBe('done')
})

test('removes a new folder if the work fails and leaves it empty', async () => {
  const folder = join(await temporaryFolder(), 'new')
  await expect(withFolder(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(folder)).toBe(false)
})

test('ignores the lock of a process that has ended, or whose number was given away', async () => {
  const locks = [
    JSON.stringify({ pid: await endedProcess(), host: hostname(), born: null }),
    ...(existsSync('/proc/self/stat')
      ? [JSON.stringify({ pid: process.pid, host: hostname(), born: '1' })]
      : []),
    '{"pid":'
  ]
  for (const text of locks) {
    const folder = await temporaryFolder()
    await writeFile(join(folder, lock), text)
    expect(await withFolder(folder, work)).toBe('done')
  }
})

test('keeps to the lock of another computer, whose processes it cannot see', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, lock), JSON.stringify({ pid: 1, host: 'elsewhere', born: null }))
  await expect(withFolder(folder, work)).rejects.toMatchObject({ code: 'training/in-use' })
})

test.skipIf(!existsSync('/proc/self'))('fails under a parent that accepts no folders', async () => {
  await expect(makeFolder('/proc/none/model')).rejects.toMatchObject({ syscall: 'mkdir' })
  await expect(makeFolder('/dev/null/model')).rejects.toMatchObject({ syscall: 'mkdir' })
})
