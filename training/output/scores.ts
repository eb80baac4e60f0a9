import { constants } from 'node:fs'
import { access, type FileHandle, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { DuctalError } from '../../contract/errors.ts'
import { nameIn, parsePatchName } from '../../evaluation/data/names.ts'
import { classOf, patientNameOf } from '../../evaluation/data/patches.ts'
import type { ScoredFolder } from '../../evaluation/evaluate.ts'

/** One patch in a file of scores. */
interface Row {
  patient: string
  x: number
  y: number
  class: 0 | 1
  probability: number
  /** Whether the probability reaches the model's threshold. */
  marked: boolean
  file: string
}

const columns = ['patient', 'x', 'y', 'class', 'probability', 'marked', 'file'] as const
const kinds = ['.csv', '.parquet']

/** Rows of a CSV file that are written at once. */
const together = 10_000

/**
 * Refuses a file of scores that cannot be written, before the evaluation.
 * @throws usage, export/unwritable
 */
export async function expectScoresFile(path: string): Promise<void> {
  if (!kinds.includes(extname(path).toLowerCase()))
    throw new DuctalError(
      'usage',
      `--scores writes CSV or Parquet, chosen by the name’s ending. Give a file name that ends in ${kinds.join(' or ')}, not ${path}.`
    )
  const folder = dirname(resolve(path))
  try {
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw new DuctalError(
      'export/unwritable',
      `Cannot write ${path}: the folder ${folder} does not exist or is not writable. Create it first.`,
      { cause }
    )
  }
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new DuctalError('export/unwritable', `${path} is a folder. Give a file name.`)
}

/** Writes every patch's probability to a temporary file, then renames it. */
export async function writeScores(path: string, scored: ScoredFolder): Promise<void> {
  const temporary = `${path}.${process.pid}.part`
  try {
    if (extname(path).toLowerCase() === '.csv') await writeCsv(temporary, scored)
    else await writeFile(temporary, parquetOf(scored))
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function writeCsv(path: string, scored: ScoredFolder): Promise<void> {
  const file: FileHandle = await open(path, 'w')
  try {
    await file.write(`${columns.join(',')}\n`)
    for (let start = 0; start < scored.indices.length; start += together) {
      const lines = rowsOf(scored, start, start + together).map(row =>
        columns.map(column => cellOf(row[column])).join(',')
      )
      await file.write(`${lines.join('\n')}\n`)
    }
  } finally {
    await file.close()
  }
}

/** Nine digits identify a 32-bit number. */
function cellOf(value: Row[keyof Row]): string {
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)))
  if (typeof value === 'boolean') return value ? '1' : '0'
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

function parquetOf(scored: ScoredFolder): Uint8Array {
  const rows = rowsOf(scored)
  const of = <Column extends keyof Row>(name: Column, type: 'STRING' | 'INT32' | 'FLOAT' | 'BOOLEAN') => ({
    name,
    data: rows.map(row => row[name]),
    type,
    nullable: false
  })
  const buffer = parquetWriteBuffer({
    columnData: [
      of('patient', 'STRING'),
      of('x', 'INT32'),
      of('y', 'INT32'),
      of('class', 'INT32'),
      of('probability', 'FLOAT'),
      of('marked', 'BOOLEAN'),
      of('file', 'STRING')
    ],
    kvMetadata: [
      { key: 'ductal.model', value: scored.spec.name },
      { key: 'ductal.version', value: scored.spec.version },
      { key: 'ductal.threshold', value: String(scored.spec.threshold) }
    ]
  })
  return new Uint8Array(buffer)
}

function rowsOf({ spec, set, indices, scores }: ScoredFolder, from = 0, to = indices.length): Row[] {
  return Array.from(indices.subarray(from, to), (index, place) => {
    const file = set.files[index] as string
    const { x = 0, y = 0 } = parsePatchName(nameIn(file)) ?? {}
    const probability = scores[from + place] as number
    return {
      ...{ patient: patientNameOf(set, index), x, y, class: classOf(set, index), probability },
      marked: probability >= spec.threshold,
      file
    }
  })
}
