import { crc32 } from 'node:zlib'
import { type NamedPatch, offGrid, ownerByFolder } from './contradictions.ts'
import { nameIn, parsePatchName } from './names.ts'
import { classOf, type PatchSet, patientNameOf, pixelsOf } from './patches.ts'

/** What is unusual about the patches that are used, in numbers of patches. */
export interface FolderFindings {
  padded: number
  /** Patients all of whose patches are smaller than 50×50, if they have several. */
  smallPatients: string[]
  jpeg: number
  /** Patches with the same pixels as a patch of another patient. */
  acrossPatients: number
  /** Patches with the same pixels as a patch of the other class. */
  acrossClasses: number
  /** Patches in a folder with another name than their patient's. */
  otherFolder: number
  /** Patches that overlap others, because they are not on their patient's 50-pixel grid. */
  offGrid: number
  /** Files, with an example each. */
  broken: number
  others: number
  examples: Partial<Record<'acrossPatients' | 'acrossClasses' | 'otherFolder' | 'offGrid' | 'others', string>>
}

/** Minimum number of patches for "all are small" to say something about a patient. */
const several = 5

/** Examines the patches at `indices`, and the unreadable files of their patients. */
export function findingsOf(set: PatchSet, indices: Uint32Array): FolderFindings {
  const named = namedAt(set, indices)
  const sum = (marks: Uint8Array) => indices.reduce((count, index) => count + (marks[index] as number), 0)
  const identical = identicalAt(set, indices)
  const elsewhere = named.filter(file => (ownerByFolder(file) ?? file.patient) !== file.patient)
  const off = offGrid(named)
  return {
    padded: sum(set.padded),
    smallPatients: smallPatients(set, indices),
    jpeg: sum(set.jpeg),
    acrossPatients: identical.patients.length,
    acrossClasses: identical.classes.length,
    otherFolder: elsewhere.length,
    offGrid: off.length,
    broken: brokenOf(set, indices).length,
    others: set.others.length,
    examples: {
      ...example('acrossPatients', identical.patients),
      ...example('acrossClasses', identical.classes),
      ...example('otherFolder', pathsOf(elsewhere)),
      ...example('offGrid', pathsOf(off)),
      ...example('others', set.others)
    }
  }
}

/** Returns the unreadable files of the patients that the patches at `indices` belong to. */
export function brokenOf(set: PatchSet, indices: ArrayLike<number>): PatchSet['broken'] {
  if (indices.length === set.count) return set.broken
  const owners = new Set<number>()
  for (let i = 0; i < indices.length; i++) owners.add(set.patientOf[indices[i] as number] as number)
  const names = new Set([...owners].map(owner => set.patients[owner]))
  return set.broken.filter(({ patient }) => names.has(patient))
}

/** One sentence per finding. */
export function sentencesOf(findings: FolderFindings): string[] {
  const { examples, smallPatients: small } = findings
  const such = (key: keyof typeof examples) => (examples[key] ? `, such as ${examples[key]}` : '')
  const lines: [count: number, sentence: string][] = [
    [
      findings.padded,
      `${patches(findings.padded)} smaller than 50×50 pixels; the missing part was filled by reflection.`
    ],
    [
      small.length,
      `All patches of ${small.slice(0, 5).join(', ')}${small.length > 5 ? ' and others' : ''} are smaller than 50×50 pixels. They may have another scale.`
    ],
    [findings.jpeg, `${patches(findings.jpeg)} stored as JPEG, which changes probabilities slightly.`],
    [
      findings.acrossPatients,
      `${patches(findings.acrossPatients)} identical to a patch of another patient${such('acrossPatients')}. Patients may not be independent.`
    ],
    [
      findings.acrossClasses,
      `${patches(findings.acrossClasses)} identical to a patch of the other class${such('acrossClasses')}. One of the labels is wrong.`
    ],
    [
      findings.otherFolder,
      `${patches(findings.otherFolder)} in a folder with a name other than the patient’s${such('otherFolder')}. The file name counts.`
    ],
    [
      findings.offGrid,
      `${patches(findings.offGrid)} off the 50-pixel grid of the patient’s other patches${such('offGrid')}. Neighbours are approximate.`
    ],
    [
      findings.others,
      `${findings.others === 1 ? '1 image is' : `${findings.others} images are`} not named PATIENT_idx5_xX_yY_classC.png${such('others')}, and left out.`
    ]
  ]
  return lines.filter(([count]) => count > 0).map(([, sentence]) => sentence)
}

const patches = (count: number) => (count === 1 ? '1 patch is' : `${count} patches are`)

const pathsOf = (files: NamedPatch[]) => files.map(({ path }) => path)

const example = (key: keyof FolderFindings['examples'], [first]: readonly string[]) =>
  first === undefined ? {} : { [key]: first }

function namedAt(set: PatchSet, indices: Uint32Array): NamedPatch[] {
  const named: NamedPatch[] = []
  for (const index of indices) {
    const path = set.files[index] as string
    const name = parsePatchName(nameIn(path))
    if (name) named.push({ path, ...name })
  }
  return named
}

function smallPatients(set: PatchSet, indices: Uint32Array): string[] {
  const counts = new Map<string, { all: number; small: number }>()
  for (const index of indices) {
    const patient = patientNameOf(set, index)
    const count = counts.get(patient) ?? { all: 0, small: 0 }
    counts.set(patient, count)
    count.all++
    count.small += set.padded[index] as number
  }
  return [...counts].filter(([, { all, small }]) => all >= several && small === all).map(([name]) => name)
}

/** Returns the files whose pixels another patient, or the other class, has too. */
function identicalAt(set: PatchSet, indices: Uint32Array): { patients: string[]; classes: string[] } {
  const groups = new Map<number, number[]>()
  for (const index of indices) {
    const sum = crc32(pixelsOf(set, index))
    const group = groups.get(sum)
    if (group) group.push(index)
    else groups.set(sum, [index])
  }
  const found = { patients: [] as string[], classes: [] as string[] }
  for (const group of groups.values())
    if (group.length > 1)
      for (const same of samePixels(set, group)) {
        const files = same.map(index => set.files[index] as string)
        if (new Set(same.map(index => set.patientOf[index])).size > 1) found.patients.push(...files)
        if (new Set(same.map(index => classOf(set, index))).size > 1) found.classes.push(...files)
      }
  return found
}

/** Divides patches with the same checksum into those with the same pixels. */
function samePixels(set: PatchSet, group: number[]): number[][] {
  const kinds: number[][] = []
  for (const index of group) {
    const kind = kinds.find(
      ([first]) => Buffer.compare(pixelsOf(set, first as number), pixelsOf(set, index)) === 0
    )
    if (kind) kind.push(index)
    else kinds.push([index])
  }
  return kinds
}
