import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Unfinished } from '../../../files/unfinished.ts'
import { openProgram, root } from '../../support/host.ts'
import { temporaryFolder } from '../../support/library.ts'

const program = join(import.meta.dirname, 'killed.ts')

test('the next start removes what a killed program left in the folder of an export', async () => {
  const [data, files] = [temporaryFolder(), temporaryFolder()]
  for (const kind of ['file', 'folder']) {
    const child = spawn(process.execPath, [program, data, files, kind], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit']
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  expect(readdirSync(files)).toHaveLength(2)
  expect(readdirSync(files).every(name => name.endsWith('.part'))).toBe(true)
  const { close } = await openProgram({ dataFolder: data })
  await close()
  expect(readdirSync(files)).toEqual([])
  expect(readdirSync(join(data, 'unfinished'))).toEqual([])
})

test('removes nothing that is not a temporary file, whatever a note names', async () => {
  const [data, files] = [temporaryFolder(), temporaryFolder()]
  const mine = join(files, 'mine.csv')
  writeFileSync(mine, 'mine')
  const notes = new Unfinished(join(data, 'unfinished'))
  await notes.remember(mine)
  await notes.remember(files)
  notes.cleanUp()
  expect(existsSync(mine)).toBe(true)
  expect(readdirSync(join(data, 'unfinished'))).toEqual([])
})

test('the next start removes half files in the data folder', async () => {
  const data = temporaryFolder()
  mkdirSync(join(data, 'backups'))
  mkdirSync(join(data, 'cache', 'patches'), { recursive: true })
  mkdirSync(join(data, 'models', '.importing', 'half'), { recursive: true })
  mkdirSync(join(data, 'models', '.removed-old'), { recursive: true })
  mkdirSync(join(data, 'downloads'))
  const half = [
    join(data, 'library.sqlite.part'),
    join(data, 'backups', 'library-2024-05-01T10-00-00Z.sqlite.part'),
    join(data, 'cache', 'patches', 'a.bin.77.part'),
    join(data, 'models', '.importing', 'half', 'model.json'),
    join(data, 'models', '.removed-old', 'model.json'),
    join(data, 'downloads', 'one')
  ]
  for (const path of half) writeFileSync(path, 'half')
  const { close } = await openProgram({ dataFolder: data })
  await close()
  expect(half.filter(path => existsSync(path))).toEqual([])
})
