import type { ComparedModel, Comparison } from '../../../contract/models/comparison.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { integer, rowParser, text, trustedJson } from '../db/rows.ts'

const parseRow = rowParser('comparisons', {
  id: integer,
  folder: text,
  columns: trustedJson<ComparedModel[]>(),
  created_at: text
})

const comparisonOf = (row: unknown): Comparison => {
  const { id, folder, columns, created_at } = parseRow(row)
  return {
    id,
    folder,
    columns: columns,
    createdAt: created_at
  }
}

/** Newest first. */
export const listComparisons = (db: ReadableDb): Comparison[] =>
  db.prepare('SELECT * FROM comparisons ORDER BY id DESC').all().map(comparisonOf)

export function keepComparison(db: ReadableDb, folder: string, columns: ComparedModel[]): Comparison {
  const row = db
    .prepare('INSERT INTO comparisons (folder, columns, created_at) VALUES (?, ?, ?) RETURNING *')
    .get(folder, JSON.stringify(columns), new Date().toISOString())
  return comparisonOf(row)
}

export function removeComparison(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM comparisons WHERE id = ?').run(id)
}
