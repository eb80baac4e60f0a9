import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Opening, pathsOf } from '../../../electron/main/paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'ductal-paths-'))
const slide = join(folder, 'a slide.svs')
writeFileSync(slide, '')

test('a packaged program takes every argument after its own name', () => {
  expect(pathsOf(['/opt/Ductal/ductal', slide], undefined, '/')).toEqual([slide])
})

test('in development, the program folder and the arguments before it belong to Electron', () => {
  const argv = ['electron', '--inspect=0', '-r', slide, folder, '--no-demo', slide]
  expect(pathsOf(argv, folder, '/')).toEqual([slide])
})

test('resolves paths against the working directory; skips options and missing files', () => {
  expect(pathsOf(['ductal', 'a slide.svs', '--flag', 'gone.svs', ''], undefined, folder)).toEqual([slide])
})

test('paths wait until a page takes them, and again for the next page', () => {
  const opening = new Opening()
  const [first, second]: string[][][] = [[], []]
  opening.add(['a'])
  opening.add(['b'])
  opening.to(paths => first?.push(paths))
  opening.add([])
  opening.add(['c'])
  opening.hold()
  opening.add(['d'])
  opening.to(paths => second?.push(paths))
  expect(first).toEqual([['a', 'b'], ['c']])
  expect(second).toEqual([['d']])
})
