import { parquetWriteBuffer } from 'hyparquet-writer'
import { nameIn, parsePatchName } from '../../evaluation/data/names.ts'
import { classOf, patientNameOf } from '../../evaluation/data/patches.ts'
import type { ScoredFolder } from '../../evaluation/evaluate.ts'
import type { Place } from '../../files/place.ts'
import { writeWhole } from '../../files/write.ts'

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
/** Endings of a file of scores, which choose its format. */
export const scoreExtensions = ['csv', 'parquet'] as const

/** Rows of a CSV file that are written at once. */
const together = 10_000

/** Writes every patch's probability, in the format of the place's extension. */
export async function writeScores(place: Place, scored: ScoredFolder): Promise<void> {
  await writeWhole(place, place.rule.extension === 'csv' ? csvOf(scored) : [parquetOf(scored)])
}

function* csvOf(scored: ScoredFolder): Generator<string> {
  yield `${columns.join(',')}\n`
  for (let start = 0; start < scored.indices.length; start += together) {
    const lines = rowsOf(scored, start, start + together).map(row =>
      columns.map(column => cellOf(row[column])).join(',')
    )
    yield `${lines.join('\n')}\n`
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
