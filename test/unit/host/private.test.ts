import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openProgram } from '../../support/host.ts'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'
import { ductal, patience } from '../../support/terminal.ts'

/** Paths below a folder, itself included, that others may enter, read or write. */
const openToOthers = (folder: string): string[] =>
  [folder, ...readdirSync(folder, { recursive: true }).map(name => join(folder, String(name)))].filter(
    path => (lstatSync(path).mode & 0o077) !== 0
  )

test.skipIf(process.platform === 'win32')(
  'nothing in the data folder is open to other users; files saved elsewhere have the usual mode',
  { timeout: patience },
  async () => {
    const [data, files] = [join(temporaryFolder(), 'data'), temporaryFolder()]
    const slide = await writePatchFolder(temporaryFolder(), 4, 4)
    expect(await ductal('analyze', slide, '--data', data, '--model', 'cnn')).toMatchObject({ code: 0 })
    expect(readdirSync(data)).toContain('library.sqlite')
    expect(openToOthers(data)).toEqual([])
    const usual = 0o666 & ~process.umask()
    for (const [format, out] of [
      ['csv', 'run.csv'],
      ['wsinfer', 'folder']
    ] as const)
      expect(
        await ductal('export', '1', '--format', format, '--out', join(files, out), '--data', data)
      ).toMatchObject({ code: 0 })
    for (const path of readdirSync(files, { recursive: true }).map(name => join(files, String(name)))) {
      const entry = statSync(path)
      expect(entry.mode & 0o666, path).toBe(usual)
      if (entry.isDirectory()) expect(entry.mode & 0o111, path).toBe(0o111 & ~process.umask())
    }
  }
)

test.skipIf(process.platform === 'win32')('a start closes what an older version left open', async () => {
  const data = temporaryFolder()
  const { close } = await openProgram({ dataFolder: data })
  await close()
  mkdirSync(join(data, 'backups'))
  writeFileSync(join(data, 'backups', 'library-2024-05-01T10-00-00Z.sqlite'), '')
  writeFileSync(join(data, 'ductal.log'), '')
  const mine = join(data, 'not Ductal’s')
  writeFileSync(mine, '')
  for (const path of [data, ...readdirSync(data, { recursive: true }).map(name => join(data, String(name)))])
    chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644)
  const again = await openProgram({ dataFolder: data })
  await again.close()
  expect(openToOthers(data)).toEqual([mine])
})
