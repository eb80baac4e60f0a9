import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { contradictionIn, type NamedPatch } from './contradictions.ts'
import { classOfFolder, folderAround, isPicture, nameIn, parsePatchName } from './names.ts'
import { mostPatches, patchBytes } from './patches.ts'

/** A file in the published layout PATIENT/CLASS/PATIENT_idx5_xX_yY_classC.png. */
export interface PatchFile extends NamedPatch {
  bytes: number
  /** Times of the last change of content and of the file's entry, in milliseconds. */
  modified: number
  changed: number
}

export interface FoundPatches {
  /** Sorted by path. */
  files: PatchFile[]
  /** All patients in the folder, sorted, whether their files are wanted or not. */
  patients: string[]
  /** Images that are not named as patches; they are left out. */
  others: string[]
}

/** Folders within each other; a patient's class folders are two deep. */
const mostDepth = 32

/** Number of files examined at once: a folder may hold a million. */
const together = 512

/**
 * Returns the patch files of one or more patients.
 * @param wanted only these patients; all if empty
 * @param most number of patches that memory holds
 * @throws `training/no-patches`, `training/bad-patches`, `training/too-many-patches`,
 *   `path/missing`, `path/unreadable`
 */
export async function findPatches(
  folder: string,
  wanted: readonly string[] = [],
  most = mostPatches
): Promise<FoundPatches> {
  const walk: Walk = {
    ...{ root: folder, wanted: new Set(wanted), most },
    ...{ files: [], patients: new Set<string>(), others: [] }
  }
  await collect(walk, '', new Set())
  if (walk.patients.size === 0) throw noPatches(folder, walk.others.sort())
  const files = walk.files.sort((a, b) => (a.path < b.path ? -1 : 1))
  const contradiction = contradictionIn(files)
  if (contradiction)
    throw new DuctalError(
      'training/bad-patches',
      `The patches in ${folder} contradict each other: ${contradiction}. Correct the folder.`
    )
  return { files, patients: [...walk.patients].sort(), others: walk.others.sort() }
}

interface Walk {
  root: string
  wanted: Set<string>
  most: number
  files: PatchFile[]
  patients: Set<string>
  others: string[]
}

/**
 * Follows links, because folders of selected patients often consist of links, but enters no folder
 * twice. Skips names that start with a dot, which belong to other systems (macOS puts a `._NAME`
 * next to each copied file).
 */
async function collect(walk: Walk, below: string, seen: Set<string>): Promise<void> {
  if (below.split('/').length > mostDepth)
    throw new DuctalError(
      'path/too-large',
      `The folder ${walk.root} has more than ${mostDepth} folders within each other. Choose the folder that contains the patients.`
    )
  const entries = await entriesIn(join(walk.root, below), seen)
  const folders: string[] = []
  // Counted by name first: examining a million files takes minutes.
  const named = entries.filter(({ name }) => isWanted(walk, name)).length
  if (walk.files.length + named > walk.most) throw tooMany(walk)
  for (let start = 0; start < entries.length; start += together) {
    const part = entries.slice(start, start + together)
    await Promise.all(
      part.map(async entry => {
        const path = below === '' ? entry.name : `${below}/${entry.name}`
        if (await isFolder(walk.root, path, entry)) folders.push(path)
        else await keep(walk, path)
      })
    )
  }
  for (const path of folders.sort()) await collect(walk, path, seen)
}

function isWanted({ wanted }: Walk, file: string): boolean {
  const name = parsePatchName(file)
  return name !== undefined && (wanted.size === 0 || wanted.has(name.patient))
}

async function keep(walk: Walk, path: string): Promise<void> {
  const name = parsePatchName(nameIn(path))
  if (!name) {
    if (isPicture(path)) walk.others.push(path)
    return
  }
  walk.patients.add(name.patient)
  if (!isWanted(walk, nameIn(path))) return
  // A dangling link counts as an unreadable file and is listed with the broken ones.
  const found = await stat(join(walk.root, path)).catch(() => undefined)
  walk.files.push({
    path,
    ...name,
    bytes: found?.size ?? 0,
    modified: found?.mtimeMs ?? 0,
    changed: found?.ctimeMs ?? 0
  })
}

async function isFolder(root: string, path: string, entry: Dirent): Promise<boolean> {
  if (entry.isDirectory()) return true
  // A link that is named as a patch leads to a patch.
  if (entry.isFile() || parsePatchName(entry.name)) return false
  return (await stat(join(root, path)).catch(() => undefined))?.isDirectory() ?? false
}

/** Returns what a folder holds; nothing if the folder has been visited. */
async function entriesIn(folder: string, seen: Set<string>): Promise<Dirent[]> {
  try {
    const real = await realpath(folder)
    if (seen.has(real)) return []
    seen.add(real)
    const entries = await readdir(real, { withFileTypes: true })
    return entries.filter(({ name }) => !name.startsWith('.'))
  } catch (error) {
    throw refusal(folder, error)
  }
}

function noPatches(folder: string, others: readonly string[]): DuctalError {
  const [first] = others
  if (!first)
    return new DuctalError(
      'training/no-patches',
      `The folder ${folder} has no patches named PATIENT_idx5_xX_yY_classC.png. Choose a patch folder.`
    )
  return new DuctalError(
    'training/no-patches',
    `The folder ${folder} has ${others.length} images${byClass(others)}, but their names state no patient, position and class, such as ${first}. Name them PATIENT_idx5_xX_yY_classC.png.`
  )
}

/** Names the folders that stand for a class, with the number of images in each. */
function byClass(paths: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const name = nameIn(folderAround(path))
    if (classOfFolder(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  if (counts.size === 0) return ''
  return ` in folders by class (${[...counts].map(([name, count]) => `${name}: ${count}`).join(', ')})`
}

const tooMany = ({ root, most }: Walk) =>
  new DuctalError(
    'training/too-many-patches',
    `The folder ${root} has more than ${most} patches; decoded, they need more memory than the ${gibibytes(most * patchBytes)} GiB that can be used. Choose some of the patients with --patients, or divide the folder.`
  )

const gibibytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1)

function refusal(folder: string, cause: unknown): DuctalError {
  const { code } = cause as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
    ? new DuctalError(
        'path/unreadable',
        `No permission to read the folder ${folder}. Ask for read permission, or copy it to a folder of your own.`,
        { cause }
      )
    : new DuctalError('path/missing', `The folder ${folder} does not exist. Choose the patch folder.`, {
        cause
      })
}
