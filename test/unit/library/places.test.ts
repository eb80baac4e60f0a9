import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walk } from '../../../electron/host/library/walk.ts'
import { placeLikeOther } from '../../../electron/host/slides/places.ts'
import { temporaryFolder } from '../../support/library.ts'

test('guesses the new path of a slide from a neighbour that was found', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'new', 'case 7'), { recursive: true })
  writeFileSync(join(folder, 'new', 'case 7', 'b.svs'), '')
  const move = { from: '/old/disk/slides/a.svs', to: join(folder, 'new', 'a.svs') }
  expect(placeLikeOther('/old/disk/slides/case 7/b.svs', move)).toBe(join(folder, 'new', 'case 7', 'b.svs'))
  expect(placeLikeOther('/old/disk/slides/case 7/c.svs', move)).toBeUndefined()
  expect(placeLikeOther('/elsewhere/case 7/b.svs', move)).toBeUndefined()
  // Windows paths, from one drive to another.
  expect(placeLikeOther('D:\\slides\\case 7\\b.svs', { from: 'D:\\slides\\a.svs', to: move.to })).toBe(
    join(folder, 'new', 'case 7', 'b.svs')
  )
})

test('walks a folder completely but skips hidden entries', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'inner', 'deep'), { recursive: true })
  mkdirSync(join(folder, '.hidden'))
  for (const name of ['a', 'inner/b', 'inner/deep/c', '.hidden/d', '.e'])
    writeFileSync(join(folder, name), '')
  const found: string[] = []
  for await (const { name } of walk(folder, new AbortController().signal)) found.push(name)
  expect(found.sort()).toEqual(['a', 'b', 'c', 'deep', 'inner'])
  const stopped = async () => {
    for await (const _ of walk(folder, AbortSignal.abort())) expect(_).toBeUndefined()
  }
  await expect(stopped()).rejects.toMatchObject({ name: 'AbortError' })
})
