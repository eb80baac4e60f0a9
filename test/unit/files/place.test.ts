import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Destination, Saving } from '../../../electron/host/files/saving.ts'
import { placeAt, type Rule } from '../../../files/place.ts'
import { temporaryFolder } from '../../support/library.ts'

/** The beginning of a TIFF, and of other files that could be or belong to a slide. */
const heads: Record<string, Buffer> = {
  tiff: Buffer.from('II*\0rest'),
  bigtiff: Buffer.from('MM\0+rest'),
  png: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  jpeg: Buffer.from('\xff\xd8\xff\xe0', 'latin1'),
  dicom: Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]),
  sqlite: Buffer.from('SQLite format 3\0'),
  vms: Buffer.from('[Virtual Microscope Specimen]\n')
}

function surroundings() {
  const root = temporaryFolder()
  const [data, program, patches, files] = ['data', 'program', 'patches', 'files'].map(name => {
    mkdirSync(join(root, name, 'inner'), { recursive: true })
    return join(root, name)
  }) as [string, string, string, string]
  const slide = join(root, 'slide.svs')
  const index = join(root, 'mirax.mrxs')
  writeFileSync(slide, heads.tiff!)
  writeFileSync(index, heads.jpeg!)
  mkdirSync(join(root, 'mirax'))
  const protection = {
    folders: [
      { path: data, what: 'Ductal’s data folder' },
      { path: program, what: 'Ductal’s own folder' }
    ],
    slides: () => [slide, index, patches, join(root, 'gone.svs')]
  }
  return { root, data, program, patches, files, slide, protection }
}

const rule = (extension: string | null, overwrite = true): Rule => ({ extension, overwrite })

test('refuses the data folder, the program and slides that are folders, also through links', async () => {
  const { root, data, program, patches, files, protection } = surroundings()
  symlinkSync(data, join(files, 'way'))
  symlinkSync(join(patches, 'inner'), join(files, 'patient'))
  writeFileSync(join(data, 'x.csv'), 'x')
  symlinkSync(join(data, 'x.csv'), join(files, 'linked.csv'))
  for (const path of [
    join(data, 'a.csv'),
    join(data, 'inner', 'a.csv'),
    join(data, 'x.csv'),
    join(program, 'inner', 'a.csv'),
    join(patches, 'a.csv'),
    join(patches, 'inner', 'a.csv'),
    join(root, 'mirax', 'a.csv'),
    join(files, 'way', 'a.csv'),
    join(files, 'way', 'inner', 'a.csv'),
    join(files, 'patient', 'a.csv'),
    join(files, 'linked.csv')
  ])
    await expect(placeAt(path, rule('csv'), protection), path).rejects.toMatchObject({
      code: 'export/protected',
      message: expect.stringMatching(/^[^\n]+\.$/)
    })
  for (const folder of [join(data, 'out'), join(patches, 'inner'), join(files, 'way', 'out')])
    await expect(placeAt(folder, rule(null), protection), folder).rejects.toMatchObject({
      code: 'export/protected'
    })
  expect((await placeAt(join(files, 'a.csv'), rule('csv'), protection)).path).toBe(join(files, 'a.csv'))
})

test('refuses a slide by whatever name it is known, and what could be one', async () => {
  const { files, slide, protection } = surroundings()
  symlinkSync(slide, join(files, 'link.png'))
  linkSync(slide, join(files, 'hard.png'))
  const refused = ['link.png', 'hard.png']
  for (const [kind, head] of Object.entries(heads))
    for (const extension of ['png', 'csv', 'json']) {
      writeFileSync(join(files, `${kind}.${extension}`), head)
      refused.push(`${kind}.${extension}`)
    }
  for (const name of refused) {
    const failure = placeAt(join(files, name), rule(name.split('.')[1]!), protection)
    await expect(failure, name).rejects.toMatchObject({
      code: expect.stringMatching(/^export\/(protected|name)$/)
    })
  }
})

test('refuses hidden names, other extensions, and links to either', async () => {
  const { files, protection } = surroundings()
  writeFileSync(join(files, '.bashrc'), 'mine')
  writeFileSync(join(files, 'package.json'), '{}')
  symlinkSync(join(files, '.bashrc'), join(files, 'shell.csv'))
  symlinkSync(join(files, 'package.json'), join(files, 'package.csv'))
  for (const name of [
    '.bashrc',
    '.csv',
    '.a.csv',
    'a.json',
    'a',
    'a.csv.exe',
    'a\n.csv',
    'shell.csv',
    'package.csv'
  ])
    await expect(placeAt(join(files, name), rule('csv'), protection), name).rejects.toMatchObject({
      code: 'export/name'
    })
  await expect(placeAt(join(files, '.hidden'), rule(null), protection)).rejects.toMatchObject({
    code: 'export/name'
  })
  symlinkSync(join(files, 'nowhere.csv'), join(files, 'dangling.csv'))
  await expect(placeAt(join(files, 'dangling.csv'), rule('csv'), protection)).rejects.toMatchObject({
    code: 'export/protected'
  })
  for (const name of ['a.csv', 'A.CSV', 'a.b.csv', 'Mamma, „links“.csv'])
    expect((await placeAt(join(files, name), rule('csv'), protection)).path).toBe(join(files, name))
})

test('replaces an existing file only if that was agreed, and keeps it until the new one is complete', async () => {
  const { files, protection } = surroundings()
  const path = join(files, 'a.csv')
  writeFileSync(path, 'before')
  await expect(placeAt(path, rule('csv', false), protection)).rejects.toMatchObject({ code: 'export/exists' })
  const place = await placeAt(path, rule('csv'), protection)
  await new Destination(place, undefined, bytes => ({ path, bytes, download: null })).file(['after'])
  expect(readFileSync(path, 'utf8')).toBe('after')
  expect(readdirSync(files).sort()).toEqual(['a.csv', 'inner'])
})

test('writes a file that is saved several times at once, each time whole', async () => {
  const { files, protection } = surroundings()
  const path = join(files, 'a.csv')
  const sizes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const place = await placeAt(path, rule('csv'), protection)
      const to = new Destination(place, undefined, bytes => ({ path, bytes, download: null }))
      return (await to.file(['content'])).bytes
    })
  )
  expect(new Set(sizes)).toEqual(new Set([7]))
  expect(readFileSync(path, 'utf8')).toBe('content')
  expect(readdirSync(files).sort()).toEqual(['a.csv', 'inner'])
})

test('checks again after writing: neither a new link nor a new file is written over', async () => {
  const { data, files, protection } = surroundings()
  const path = join(files, 'inner', 'a.csv')
  const write = async (during: () => void, overwrite: boolean) => {
    const place = await placeAt(path, rule('csv', overwrite), protection)
    const to = new Destination(place, undefined, bytes => ({ path, bytes, download: null }))
    function* pieces() {
      yield 'content'
      during()
    }
    return to.file(pieces())
  }
  const other = () => writeFileSync(path, 'of another program')
  await expect(write(other, false)).rejects.toMatchObject({ code: 'export/exists' })
  expect(readFileSync(path, 'utf8')).toBe('of another program')

  writeFileSync(join(data, 'a.csv'), 'mine')
  const swap = () => {
    renameSync(dirname(path), join(files, 'moved'))
    symlinkSync(data, dirname(path))
  }
  await expect(write(swap, true)).rejects.toMatchObject({ code: 'export/protected' })
  expect(readFileSync(join(data, 'a.csv'), 'utf8')).toBe('mine')
})

const csv = (to: Parameters<Saving['place']>[0]['to']) => ({ to, extension: 'csv', stem: 'result' })

test('turns only a chosen handle, an allowed name or a download into a path', async () => {
  const { data, files, protection } = surroundings()
  const closed = new Saving({ dataFolder: data, protection, offer: { downloads: false, folder: null } })
  for (const to of [
    { handle: '4b0ed1f0-93b7-4e0c-8d3e-0d2a3ff3f0a1' },
    { name: 'a.csv' },
    { download: true } as const
  ])
    await expect(closed.place(csv(to))).rejects.toMatchObject({ code: 'export/not-chosen' })

  const handle = closed.choose(join(files, 'a.csv'), false)
  const written = await (await closed.place(csv({ handle }))).file(['x'])
  expect(written).toEqual({ path: join(files, 'a.csv'), bytes: 1, download: null })
  await expect(closed.place(csv({ handle })), 'a handle is good for one file').rejects.toMatchObject({
    code: 'export/not-chosen'
  })

  const open = new Saving({ dataFolder: data, protection, offer: { downloads: true, folder: files } })
  await expect(open.place(csv({ name: 'a.csv' }))).rejects.toMatchObject({ code: 'export/exists' })
  await (await open.place(csv({ name: 'a.csv', overwrite: true }))).file(['xyz'])
  expect(readFileSync(join(files, 'a.csv'), 'utf8')).toBe('xyz')
  const { path, download } = await (await open.place(csv({ download: true }))).file(['abc'])
  expect(path).toBe('result.csv')
  const id = download?.split('/').at(-1) ?? ''
  expect(readFileSync(open.downloadOf(id)?.path ?? '', 'utf8')).toBe('abc')
  open.cleanUp()
  expect(existsSync(join(data, 'downloads'))).toBe(false)
  await expect(open.place({ to: { download: true }, extension: null, stem: 'x' })).rejects.toMatchObject({
    code: 'export/not-chosen'
  })
})
