import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deletion } from '../../evaluation/deletion.ts'

/** In a model's folder: what `ductal deletion --keep` found. */
export const deletionFile = 'deletion.json'

/** Of the models of a folder, by name; none of those that were not checked. */
export async function readDeletions(models: string): Promise<Deletion[]> {
  const names = (await readdir(models)).filter(name => existsSync(join(models, name, deletionFile))).sort()
  return Promise.all(
    names.map(async name => JSON.parse(await readFile(join(models, name, deletionFile), 'utf8')))
  )
}
