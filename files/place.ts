import { lstat, open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DuctalError } from '../contract/errors.ts'
import { contentOf } from './content.ts'
import { explain } from './explain.ts'

/** What a file or folder may be called, and what it may replace. */
export interface Rule {
  /** The format's own extension, such as `geojson.gz`; null for a folder. */
  extension: string | null
  /** Whether an existing file may be replaced. A folder must always be new or empty. */
  overwrite: boolean
}

/** What must never be written: the user's slides, and the folders that the program lives on. */
export interface Protection {
  /**
   * Folders in which nothing is written, what each is called in a refusal, and the folders directly
   * in it that are excepted.
   */
  folders: readonly { path: string; what: string; except?: readonly string[] }[]
  /** Paths of all known slides and their copies: files, or folders of patches. */
  slides(): readonly string[]
}

/**
 * A checked place for one file or folder. Only {@link placeAt} makes one, and the writer takes
 * nothing else: every file outside the data folder passes this policy.
 */
export class Place {
  /** Real path, with links followed. */
  readonly path: string
  readonly rule: Rule
  readonly #check: () => Promise<string>

  constructor(path: string, rule: Rule, check: () => Promise<string>) {
    this.path = path
    this.rule = rule
    this.#check = check
  }

  /**
   * Repeats the check, because links and files may have changed while the content was written.
   * @throws DuctalError export/…
   */
  async check(): Promise<void> {
    if ((await this.#check()) !== this.path)
      throw protectedPlace(this.path, 'became a link while it was written', 'Try again')
  }
}

/**
 * Checks a path against the policy.
 * @param path absolute; its folder must exist
 * @throws DuctalError export/name, export/protected, export/exists, export/unwritable
 */
export async function placeAt(path: string, rule: Rule, protection: Protection): Promise<Place> {
  const check = () =>
    checked(path, rule, protection).catch(error => {
      throw explain(error, path)
    })
  return new Place(await check(), rule, check)
}

/**
 * Checks a folder that a command goes on writing in, such as a model's. It need not exist, nor need
 * those above it.
 * @param isOwn whether these names in the folder are those of an earlier run of the command
 * @returns the real path
 * @throws DuctalError export/name, export/protected, export/unwritable
 */
export async function workFolderAt(
  path: string,
  protection: Protection,
  isOwn: (names: readonly string[]) => boolean
): Promise<string> {
  try {
    const rule: Rule = { extension: null, overwrite: true }
    checkName(path, rule)
    const real = await followedFromAbove(path)
    if (real !== path) checkName(real, rule)
    await checkFolders(real, protection, await idsOf(protection.slides()))
    await checkNeighbours(real)
    await checkFolder(real, isOwn)
    return real
  } catch (error) {
    throw explain(error, path)
  }
}

async function checked(path: string, rule: Rule, protection: Protection): Promise<string> {
  checkName(path, rule)
  const real = await followed(path)
  if (real !== path) checkName(real, rule)
  const slides = await idsOf(protection.slides())
  await checkFolders(real, protection, slides)
  await checkNeighbours(real)
  await (rule.extension === null ? checkFolder(real) : checkFile(real, rule, slides))
  return real
}

function checkName(path: string, { extension }: Rule): void {
  const name = basename(path)
  if (name.startsWith('.'))
    throw new DuctalError(
      'export/name',
      `${path} was not written, because names that begin with a point are hidden and often hold settings. Choose another name.`
    )
  if (/\p{Cc}/u.test(name) || (process.platform === 'win32' && /[:<>"|?*]|[. ]$/.test(name)))
    throw new DuctalError(
      'export/name',
      `The name of ${JSON.stringify(path)} has characters that a file name may not have. Choose another name.`
    )
  if (extension !== null && !name.toLowerCase().endsWith(`.${extension}`))
    throw new DuctalError(
      'export/name',
      `${path} was not written, because a file of this format must end in .${extension}. Change the name or the format.`
    )
}

/** Returns the real path. The path itself need not exist, but its folder must. */
async function followed(path: string): Promise<string> {
  const here = join(await realpath(dirname(path)), basename(path))
  const entry = await entryAt(here)
  if (!entry?.isSymbolicLink()) return here
  return realpath(here).catch(error => {
    throw protectedPlace(path, 'is a link that leads nowhere', 'Choose another name', error)
  })
}

/** Returns the real path of a folder that may not exist, nor some of those above it. */
async function followedFromAbove(path: string): Promise<string> {
  if (dirname(path) === path) return path
  const above = await entryAt(dirname(path))
  return above ? followed(path) : join(await followedFromAbove(dirname(path)), basename(path))
}

const entryAt = (path: string) =>
  lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

type Id = `${bigint}:${bigint}`
const idOf = ({ dev, ino }: { dev: bigint; ino: bigint }): Id => `${dev}:${ino}`

/**
 * Identities of the slides that exist, each with the path by which the library knows it. The folder
 * of an MRXS slide belongs to the slide, too. Devices and inodes are compared instead of names,
 * because a name can be written in several ways, and a folder be mounted twice.
 */
async function idsOf(paths: readonly string[]): Promise<Map<Id, string>> {
  const ids = new Map<Id, string>()
  const all = paths.flatMap(path => (/\.mrxs$/i.test(path) ? [path, path.slice(0, -5)] : [path]))
  await Promise.all(
    all.map(async path => {
      const entry = await stat(path, { bigint: true }).catch(() => undefined)
      if (entry) ids.set(idOf(entry), path)
    })
  )
  return ids
}

/** Refuses a place within a protected folder, or within a slide that is a folder. */
async function checkFolders(path: string, { folders }: Protection, slides: Map<Id, string>): Promise<void> {
  const own = new Map<Id, Protection['folders'][number]>()
  for (const folder of folders) {
    const entry = await stat(folder.path, { bigint: true }).catch(() => undefined)
    if (entry) own.set(idOf(entry), folder)
  }
  for (let here = path, below = ''; ; below = basename(here), here = dirname(here)) {
    const entry = await entryAt(here)
    const id = entry?.isDirectory() ? idOf(entry) : undefined
    const folder = id && own.get(id)
    const slide = id && slides.get(id)
    if (folder && !folder.except?.includes(below))
      throw protectedPlace(
        path,
        `is in ${folder.what} ${here}`,
        'Nothing else is written there. Choose another folder'
      )
    if (slide)
      throw protectedPlace(
        path,
        `is inside the slide ${slide}`,
        'Slides are never changed. Choose another folder'
      )
    if (dirname(here) === here) return
  }
}

/** A patch of the published data set and of folders in its layout. */
const patchName = /_idx\d+_x\d+_y\d+_class[01]\.(png|jpe?g)$/i
/** The index within the folder of an MRXS slide. */
const miraxIndex = 'slidedat.ini'

/** Refuses a place among the files of a slide that the library does not know. */
async function checkNeighbours(path: string): Promise<void> {
  for (const name of await readdir(dirname(path)).catch(() => []))
    if (patchName.test(name) || name.toLowerCase() === miraxIndex)
      throw protectedPlace(
        path,
        `lies among the files of a slide (${name})`,
        'Slides are never changed. Choose another folder'
      )
}

async function checkFile(path: string, { overwrite }: Rule, slides: Map<Id, string>): Promise<void> {
  const entry = await entryAt(path)
  if (!entry) return
  if (entry.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a folder. Enter a file name.`)
  if (!entry.isFile())
    throw new DuctalError('export/unwritable', `${path} is not a regular file. Choose another name.`)
  const slide = slides.get(idOf(entry))
  if (slide)
    throw protectedPlace(path, `is the slide ${slide}`, 'Slides are never changed. Choose another name')
  if (entry.nlink > 1n)
    throw protectedPlace(path, 'is known by several names (hard links)', 'Choose another name')
  const content = await contentAt(path)
  if (content !== 'text' && content !== 'own')
    throw protectedPlace(
      path,
      `is ${content} that Ductal did not make`,
      'It could be a slide and is never replaced. Choose another name'
    )
  if (!overwrite)
    throw new DuctalError(
      'export/exists',
      `${path} exists already and was not replaced. Choose another name, or confirm that it may be replaced (--force in the terminal).`
    )
}

async function checkFolder(
  path: string,
  isOwn: (names: readonly string[]) => boolean = () => false
): Promise<void> {
  const entry = await entryAt(path)
  if (!entry) return
  if (!entry.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a file. Enter the name of a new folder.`)
  const names = await readdir(path)
  if (names.length > 0 && !isOwn(names))
    throw new DuctalError(
      'export/unwritable',
      `The folder ${path} is not empty and will not be replaced. Enter the name of a new folder.`
    )
}

const headBytes = 64 * 1024

async function contentAt(path: string): Promise<ReturnType<typeof contentOf>> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return contentOf(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

const protectedPlace = (path: string, why: string, remedy: string, cause?: unknown) =>
  new DuctalError('export/protected', `${path} was not written, because it ${why}. ${remedy}.`, { cause })
