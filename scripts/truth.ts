/**
 * `npm run check:truth [-- --python PROGRAM --only WORD --write]`: compares the pixels that Ductal
 * shows and analyses with those that tifffile, pydicom, openslide-python and Pillow read. Covers
 * files that these programs write, files of the tests and, where present, real slides of ../shared.
 *
 * Needs a Python with the packages of scripts/truth/requirements.txt; without --python an
 * environment with them is made in the cache. `--only` takes the files whose format contains a
 * word. `--write` writes docs/pixels.md.
 */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuctalError } from '../contract/errors.ts'
import { openSlide } from '../electron/worker/slides/open.ts'
import type { SlideDescription } from '../electron/worker/slides/slide.ts'
import { provideOpenslide } from './provide/openslide.ts'
import { run } from './provide/program.ts'
import { providePython } from './provide/python.ts'
import { Answers, type Area, askLevels, askPatches, askViewer } from './truth/ask.ts'
import { type Compared, ownFiles, sharedFiles } from './truth/files.ts'
import { page, type Row, rowOf } from './truth/table.ts'

const root = join(import.meta.dirname, '..')
const here = join(import.meta.dirname, 'truth')

interface Asked extends Compared {
  levels: SlideDescription['levels']
  areas: Area[]
}

async function inPython(program: string, script: string, folder: string): Promise<void> {
  const { status, output } = await run(program, [join(here, script), folder], {})
  if (output.trim()) console.log(output.trim())
  if (status !== 0) throw new Error(`${script} failed.`)
}

/** Reads all areas of a slide; a row of the table if there are none to compare. */
async function ask(compared: Compared, file: Answers): Promise<Asked | Row> {
  const { path, form, refused, lossless } = compared
  try {
    const slide = await openSlide(path)
    try {
      await askLevels(slide, file)
      await askViewer(slide, file)
      await askPatches(slide, file)
      if (refused) return { form, lossless, failed: `read, but ${refused} was expected` }
      return { ...compared, levels: slide.description.levels, areas: file.areas }
    } finally {
      slide.close()
    }
  } catch (error) {
    if (!(error instanceof DuctalError)) throw error
    return error.code === refused
      ? { form, lossless, refused }
      : { form, lossless, failed: `${error.code}: ${error.message.replaceAll(dirname(path), '…')}` }
  }
}

const library = await provideOpenslide()
if (library) process.env.DUCTAL_OPENSLIDE = library
const program = await providePython(
  'truth-python',
  'tifffile, pydicom, openslide, imagecodecs, PIL',
  join(here, 'requirements.txt')
)
const folder = await mkdtemp(join(tmpdir(), 'ductal-truth-'))
try {
  await inPython(program, 'write.py', folder)
  const written = JSON.parse(await readFile(join(folder, 'written.json'), 'utf8')) as Compared[]
  const files = [
    ...written.map(one => ({ ...one, path: join(folder, one.path) })),
    ...(await ownFiles(folder)),
    ...sharedFiles(root)
  ]
  const only = process.argv.indexOf('--only')
  const chosen = files.filter(({ form }) => only < 0 || form.includes(process.argv[only + 1] ?? ''))
  const rows: Row[] = []
  const asked: Asked[] = []
  const raw = await open(join(folder, 'asked.raw'), 'w')
  let at = 0
  for (const file of chosen) {
    const answers = new Answers(raw, at)
    const answer = await ask(file, answers)
    at = answers.end
    if ('levels' in answer) asked.push(answer)
    else rows.push(answer)
  }
  await raw.close()
  await writeFile(join(folder, 'asked.json'), JSON.stringify(asked))
  await inPython(program, 'compare.py', folder)
  const compared = JSON.parse(await readFile(join(folder, 'compared.json'), 'utf8'))
  const ordered = [...asked.map((one, i) => rowOf(one, compared[i])), ...rows]
  const text = page(
    ordered,
    files.map(({ form }) => form)
  )
  console.log(text.table)
  console.log(text.summary)
  if (process.argv.includes('--write')) await writeFile(join(root, 'docs', 'pixels.md'), text.page)
  process.exitCode = text.failed > 0 ? 1 : 0
} finally {
  await rm(folder, { recursive: true, force: true })
}
