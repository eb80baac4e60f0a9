import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { readRegularText } from '../../files/regular.ts'

/** A line per patient. */
const mostBytes = 2 ** 26

/** Words of the column `official_split`. A hyphen: the patient is in neither list. */
const sides = { train: 'train', val: 'validation', test: 'test', '-': 'unlisted' } as const

export type ManifestSide = (typeof sides)[keyof typeof sides]

/**
 * Reads the data set author's split from manifest.tsv of a patch folder: the side of each patient.
 * Undefined if the folder has no such file.
 * @throws `training/bad-manifest` if a column is missing, a word unknown, or a patient on two sides
 */
export async function readManifest(folder: string): Promise<Map<string, ManifestSide> | undefined> {
  const path = join(folder, 'manifest.tsv')
  const text = await textOf(path)
  if (text === undefined) return undefined
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const columns = cellsOf(head)
  const [patientColumn, splitColumn] = [columns.indexOf('patient'), columns.indexOf('official_split')]
  if (patientColumn < 0 || splitColumn < 0)
    throw bad(
      `${path} has no column ${patientColumn < 0 ? 'patient' : 'official_split'}. Add it, or remove the file to split the patients at random.`
    )
  const stated = new Map<string, ManifestSide>()
  for (const [place, line] of lines.entries()) {
    if (line.trim() === '') continue
    const cells = cellsOf(line)
    const [patient = '', word = ''] = [cells[patientColumn], cells[splitColumn]]
    const where = `Line ${place + 2} of ${path}`
    if (patient === '') throw bad(`${where} names no patient. Correct the line.`)
    if (!isKnown(word))
      throw bad(
        `${where} has the unknown word “${word}” as official_split of patient ${patient}. Use ${Object.keys(sides).join(', ')}.`
      )
    const before = stated.get(patient)
    if (before && before !== sides[word])
      throw bad(`${where} puts patient ${patient} on two sides: ${before} and ${sides[word]}. Correct it.`)
    stated.set(patient, sides[word])
  }
  return stated
}

const isKnown = (word: string): word is keyof typeof sides => Object.hasOwn(sides, word)

const cellsOf = (line: string) => line.split('\t').map(cell => cell.trim())

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readRegularText(path, mostBytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const bad = (message: string) => new DuctalError('training/bad-manifest', message)
