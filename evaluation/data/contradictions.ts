import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { classOfFolder, folderAround, nameIn, type PatchName } from './names.ts'

/** A patch file: its path within the folder, with forward slashes, and what its name states. */
export interface NamedPatch extends PatchName {
  path: string
}

/**
 * Returns why the files of a folder cannot all be right, with counts and an example; undefined if
 * they agree. Folders and training read patches by these rules alike.
 */
export function contradictionIn(files: readonly NamedPatch[]): string | undefined {
  return wrongClass(files) ?? wrongPatient(files) ?? samePlace(files)
}

/**
 * Finds files in the folder of the other class. A word such as "IDC" names a class only next to a
 * folder of the other class: it is also a fitting name for a whole data set.
 */
function wrongClass(files: readonly NamedPatch[]): string | undefined {
  const siblings = new Map<string, Set<0 | 1>>()
  for (const folder of new Set(files.map(({ path }) => folderAround(path)))) {
    const stated = classOfFolder(nameIn(folder))
    if (!stated) continue
    const around = folderAround(folder)
    siblings.set(around, (siblings.get(around) ?? new Set()).add(stated.class))
  }
  const wrong = files.filter(({ path, class: own }) => {
    const folder = folderAround(path)
    const stated = classOfFolder(nameIn(folder))
    if (!stated || stated.class === own) return false
    return !stated.word || siblings.get(folderAround(folder))?.size === 2
  })
  const [first] = wrong
  return (
    first &&
    `${isOrAre(wrong.length, files)} in the folder of the other class, such as ${first.path}, which states class ${first.class}`
  )
}

/** Finds files of one patient in the folder of another. */
function wrongPatient(files: readonly NamedPatch[]): string | undefined {
  const patients = new Set(files.map(({ patient }) => patient))
  const wrong = files.filter(file => {
    const owner = ownerByFolder(file)
    return owner !== undefined && owner !== file.patient && patients.has(owner)
  })
  const [first] = wrong
  return (
    first &&
    `${isOrAre(wrong.length, files)} in the folder of another patient, such as ${first.path} of ${first.patient}`
  )
}

/** Returns the folder's name around the class folder: in the published layout, the patient's. */
export function ownerByFolder({ path }: NamedPatch): string | undefined {
  const folder = folderAround(path)
  if (!classOfFolder(nameIn(folder))) return undefined
  return nameIn(folderAround(folder)) || undefined
}

function samePlace(files: readonly NamedPatch[]): string | undefined {
  const seen = new Map<string, NamedPatch>()
  const pairs: [NamedPatch, NamedPatch][] = []
  for (const file of files) {
    const key = `${file.x} ${file.y} ${file.patient}`
    const other = seen.get(key)
    if (other) pairs.push([other, file])
    else seen.set(key, file)
  }
  const both = pairs.filter(([a, b]) => a.class !== b.class)
  const [pair] = both.length > 0 ? both : pairs
  if (!pair) return undefined
  const labels = both.length > 0 ? `, ${both.length} of them with both labels` : ''
  return `${pairs.length === 1 ? '1 position has two patches' : `${pairs.length} positions have two patches`}${labels}: ${pair[0].path} and ${pair[1].path} have the same position`
}

const isOrAre = (count: number, files: readonly unknown[]) =>
  `${count} of ${files.length} patches ${count === 1 ? 'is' : 'are'}`

/**
 * Returns the patches that are off the 50-pixel grid on which most patches of their patient are.
 */
export function offGrid<Patch extends NamedPatch>(files: readonly Patch[]): Patch[] {
  const groups = new Map<string, { phases: Map<string, number>; most: string }>()
  for (const file of files) {
    const group = groups.get(file.patient) ?? { phases: new Map<string, number>(), most: phaseOf(file) }
    groups.set(file.patient, group)
    const phase = phaseOf(file)
    const count = (group.phases.get(phase) ?? 0) + 1
    group.phases.set(phase, count)
    if (count > (group.phases.get(group.most) as number)) group.most = phase
  }
  return files.filter(file => phaseOf(file) !== groups.get(file.patient)?.most)
}

const phaseOf = ({ x, y }: PatchName) => `${x % publishedLayout.patch} ${y % publishedLayout.patch}`
