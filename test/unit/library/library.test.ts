import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { browse, expandHome } from '../../../electron/host/library/browse.ts'
import { defaultDataFolder } from '../../../files/data-folder.ts'
import { temporaryFolder } from '../../support/library.ts'

test('lists folders first, then files in natural order, without hidden or broken entries', async () => {
  const folder = temporaryFolder()
  for (const name of ['slide10.svs', 'slide9.svs', '.hidden']) writeFileSync(join(folder, name), 'x')
  mkdirSync(join(folder, 'zebra'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'))
  const { entries, parent } = await browse(folder)
  expect(entries.map(({ name }) => name)).toEqual(['zebra', 'slide9.svs', 'slide10.svs'])
  expect(entries[0]).toMatchObject({ directory: true, size: 0 })
  expect(entries[1]).toMatchObject({ directory: false, size: 1, path: join(folder, 'slide9.svs') })
  expect(parent).not.toBeNull()
})

test('lists a very large folder in part and says how much is left', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a0'), '')
  for (let i = 1; i <= 2500; i++) linkSync(join(folder, 'a0'), join(folder, `a${i}`))
  mkdirSync(join(folder, 'z'))
  const { entries, left } = await browse(folder)
  expect(entries).toHaveLength(2000)
  expect(entries.slice(0, 3).map(({ name }) => name)).toEqual(['z', 'a0', 'a1'])
  expect(left).toBe(502)
})

test('names a missing folder', async () => {
  const folder = join(temporaryFolder(), 'gone')
  await expect(browse(folder)).rejects.toMatchObject({
    code: 'path/missing',
    message: expect.stringContaining(folder)
  })
})

test('an empty path and ~ mean the home folder', async () => {
  expect((await browse('')).folder).toBe(homedir())
  expect(expandHome('~/slides')).toBe(`${homedir()}/slides`)
  expect(expandHome('~other/slides')).toBe('~other/slides')
})

test('uses the data folder of the platform unless one is named', () => {
  expect(defaultDataFolder({ DUCTAL_DATA: '/data' }, 'linux')).toBe('/data')
  expect(defaultDataFolder({ XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'ductal'))
  expect(defaultDataFolder({}, 'darwin')).toContain('Application Support')
})
