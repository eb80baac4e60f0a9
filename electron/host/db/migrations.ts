import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Migration {
  number: number
  file: string
  sql: string
}

/** Reads `NNNN_noun.sql` files, ordered by number. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter(file => /^\d{4}_\w+\.sql$/.test(file))
    .map(file => ({ number: Number(file.slice(0, 4)), file, sql: readFileSync(join(folder, file), 'utf8') }))
    .sort((a, b) => a.number - b.number)
}
