import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { commands } from '../../../electron/cli/commands.ts'
import type { Values } from '../../../terminal/values.ts'
import { commands as trainingCommands } from '../../../training/main.ts'
import { openProgram } from '../../support/host.ts'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'

vi.setConfig({ testTimeout: 300_000 })

/** How a command is called so that one of its options writes. */
interface Way {
  option: string
  /** Extension of the file; null for a new folder, `model` for a folder that changes. */
  writes: string | null | 'model'
  values?: Values
  /** Runs on the analysis with this number. */
  run?: string
}

/** Every option that names an output, by command. */
const outputs: Record<string, Way[]> = {
  export: [
    { option: 'out', writes: 'csv', values: { format: 'csv' }, run: '1' },
    { option: 'out', writes: 'png', values: { format: 'png' }, run: '1' },
    { option: 'out', writes: null, values: { format: 'patches' }, run: '1' }
  ],
  report: [
    { option: 'out', writes: 'pdf', run: '1' },
    { option: 'out', writes: 'csv', run: '1' }
  ],
  train: [
    { option: 'out', writes: null, values: { system: 'cnn', protocol: 'slides' } },
    { option: 'out', writes: null, values: { system: 'cnn', folds: '3' } },
    { option: 'out', writes: null, values: { from: 'cnn' } }
  ],
  search: [{ option: 'out', writes: null, values: { system: 'cnn' } }],
  evaluate: [
    { option: 'scores', writes: 'csv', values: { model: 'cnn' } },
    { option: 'scores', writes: 'parquet', values: { model: 'cnn' } },
    { option: 'curves', writes: null, values: { model: 'cnn' } },
    { option: 'model', writes: 'model', values: { benchmark: true, keep: true } }
  ],
  convert: [{ option: 'out', writes: 'onnx', values: { model: 'cnn' } }],
  card: [{ option: 'model', writes: 'model' }],
  field: [{ option: 'model', writes: 'model', values: { folds: 'a,b' } }],
  surroundings: [{ option: 'model', writes: 'model' }],
  temperature: [{ option: 'model', writes: 'model' }],
  deletion: [{ option: 'model', writes: 'model', values: { keep: true } }]
}

/** Options that name files or folders which are read; --data is the library's own folder. */
const inputs = ['patches', 'judge', 'from', 'folds', 'search', 'tuned', 'against', 'model', 'data']

const all = [...commands, ...trainingCommands]

test('lists every option that names a file or a folder', () => {
  for (const { name, options } of all) {
    const named = Object.entries(options).filter(([, { placeholder }]) => /DIR|FILE/.test(placeholder ?? ''))
    const written = new Set(outputs[name]?.map(({ option }) => option))
    for (const [option] of named)
      expect(written.has(option) || inputs.includes(option), `${name} --${option}`).toBe(true)
    for (const option of written) expect(Object.keys(options), name).toContain(option)
  }
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(outputs)))
})

const tiff = Buffer.from('II*\0 the only copy of a slide')
const refusal = /^(export\/(protected|name|exists|unwritable)|usage|training\/taken)$/

/** A folder with everything that must not change, and a library with one analysis. */
async function valuables() {
  const root = temporaryFolder()
  const data = join(root, 'data')
  const { client, close } = await openProgram({ dataFolder: data })
  const patches = await writePatchFolder(root, 5, 4)
  const { slides } = await client.call('slides.open', { path: patches })
  const { id: runId } = await client.call('runs.start', { slideId: slides[0]!.id, model: 'cnn' })
  await expect
    .poll(async () => (await client.call('runs.get', { runId })).status, { timeout: 200_000 })
    .toBe('done')
  await close()
  return { root, data, patches }
}

/** Paths of all files and folders with the beginning of each file; follows no link. */
function contentOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return [path, ...contentOf(path)]
    return entry.isFile() ? `${path} ${readFileSync(path).toString('latin1').slice(0, 200)}` : path
  })
}

type Given = Awaited<ReturnType<typeof valuables>> & { files: string }

/** Creates what an output with this extension must not touch; returns the paths to try. */
function hostileFiles({ data, patches, files }: Given, ending: string) {
  const patch = join(patches, '0', readdirSync(join(patches, '0'))[0]!)
  const slide = join(files, `slide.${ending}`)
  const own = join(files, `notes.${ending}`)
  const hidden = join(files, `.settings`)
  writeFileSync(slide, tiff)
  writeFileSync(own, 'mine')
  writeFileSync(hidden, 'mine')
  mkdirSync(join(files, `folder.${ending}`))
  const library = join(data, 'library.sqlite')
  const targets = {
    slide,
    own,
    hidden,
    patch,
    library,
    patches,
    data,
    folder: join(files, `folder.${ending}`)
  }
  const links = Object.entries(targets).map(([name, target]) => {
    const link = join(files, `link-to-${name}.${ending}`)
    symlinkSync(target, link)
    return link
  })
  const within = [
    join(data, `new.${ending}`),
    join(data, 'models', `new.${ending}`),
    join(patches, `new.${ending}`),
    join(patches, '0', `new.${ending}`),
    join(import.meta.dirname, `new.${ending}`),
    join(files, `.new.${ending}`),
    join(files, 'none', `new.${ending}`)
  ]
  mkdirSync(join(files, 'linked'))
  symlinkSync(data, join(files, 'linked', 'data'))
  symlinkSync(patches, join(files, 'linked', 'patches'))
  within.push(
    join(files, 'linked', 'data', `new.${ending}`),
    join(files, 'linked', 'patches', `new.${ending}`)
  )
  return [...Object.values(targets), ...links, ...within]
}

/** The same for a new folder: files, folders with something in them, and places inside others. */
function hostileFolders(given: Given) {
  const { files, patches } = given
  mkdirSync(join(files, 'full'))
  writeFileSync(join(files, 'full', 'mine.txt'), 'mine')
  symlinkSync(join(files, 'full'), join(files, 'link-to-full'))
  const paths = hostileFiles(given, 'out').filter(path => !/folder\.out$|none.new\.out$/.test(path))
  return [...paths, join(files, 'full'), join(files, 'link-to-full'), join(patches, '0')]
}

/** The same for a folder that changes: models among the files of a slide or of a library. */
function hostileModels({ data, patches, files }: Given) {
  const models = [join(data, 'models', 'mine'), join(patches, 'mine'), join(files, '.mine')]
  for (const model of models) {
    mkdirSync(model, { recursive: true })
    writeFileSync(join(model, 'spec.json'), '{}')
  }
  symlinkSync(data, join(files, 'linked'))
  symlinkSync(models[1]!, join(files, 'link-to-model'))
  return [...models, join(files, 'linked', 'models', 'mine'), join(files, 'link-to-model')]
}

beforeEach(() => {
  vi.stubEnv('DUCTAL_CACHE', temporaryFolder())
  return () => vi.unstubAllEnvs()
})

const silent = { json: true, answer: async () => {}, say: () => {} }

test('no command writes to a slide, the library, a hidden or an existing file', async () => {
  const given = await valuables()
  vi.stubEnv('DUCTAL_DATA', given.data)
  for (const [name, ways] of Object.entries(outputs)) {
    const command = all.find(command => command.name === name)!
    for (const [way, { option, writes, values, run }] of ways.entries()) {
      const files = join(given.root, `${name}-${way}`)
      mkdirSync(files)
      const paths = hostile({ ...given, files }, writes)
      const before = contentOf(given.root)
      for (const path of paths) {
        const words = run ? { data: given.data } : { patches: given.patches }
        const failure = command.run({
          values: { ...words, ...values, [option]: path },
          positionals: run ? [run] : [],
          output: silent,
          signal: new AbortController().signal
        })
        await expect(failure, `${name} --${option} ${path.replace(given.root, '')}`).rejects.toMatchObject({
          code: expect.stringMatching(refusal),
          message: expect.stringMatching(/^[^\n]+\.$/)
        })
      }
      const changed = contentOf(given.root).filter(line => !before.includes(line))
      // Commands that open the library keep it and its backups.
      expect(
        changed.filter(line => !/^(library|backups|ductal\.log)/.test(relative(given.data, line))),
        `${name} --${option}`
      ).toEqual([])
    }
  }
})

function hostile(given: Given, writes: Way['writes']): string[] {
  if (writes === null) return hostileFolders(given)
  return writes === 'model' ? hostileModels(given) : hostileFiles(given, writes)
}
