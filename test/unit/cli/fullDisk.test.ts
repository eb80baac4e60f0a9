import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'
import { ductal, patience } from '../../support/terminal.ts'
import { tinyDisk } from '../../support/tinyDisk.ts'

vi.setConfig({ testTimeout: patience })

test('a disk that fills up ends the run with a sentence, and the run resumes once there is space', async ({
  skip
}) => {
  const disk = tinyDisk(230)
  if (!disk) return skip('this user may not mount a small disk')
  const path = await writePatchFolder(temporaryFolder(), 64, 48)
  const args = ['analyze', path, '--data', disk.folder, '--json']

  const full = await ductal(...args)
  expect(full.code).toBe(5)
  expect(JSON.parse(full.stdout).error.code).toBe('disk/full')

  disk.grow(8000)
  const again = await ductal(...args)
  expect(again.code).toBe(0)
  expect(JSON.parse(again.stdout).run).toMatchObject({ patches: 64 * 48, tiles: { total: 12, done: 12 } })
})
