import type { ComparedModel, Comparison } from '../../../contract/comparison.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'

interface Row {
  id: number
  folder: string
  columns: string
  created_at: string
}

const comparisonOf = ({ id, folder, columns, created_at }: Row): Comparison => ({
  id,
  folder,
  columns: JSON.parse(columns) as ComparedModel[],
  createdAt: created_at
})

/** Newest first. */
export const listComparisons = (db: ReadableDb): Comparison[] =>
  (db.prepare('SELECT * FROM comparisons ORDER BY id DESC').all() as Row[]).map(comparisonOf)

export function keepComparison(db: ReadableDb, folder: string, columns: ComparedModel[]): Comparison {
  const row = db
    .prepare('INSERT INTO comparisons (folder, columns, created_at) VALUES (?, ?, ?) RETURNING *')
    .get(folder, JSON.stringify(columns), new Date().toISOString()) as Row
  return comparisonOf(row)
}

export function removeComparison(db: WritableDb, id: number): void {
  db.prepare('DELETE FROM comparisons WHERE id = ?').run(id)
}
