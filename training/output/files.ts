import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes to a temporary file, then renames it. Follows no link of the temporary name. */
export async function writeText(path: string, text: string): Promise<void> {
  await rm(`${path}.part`, { force: true })
  await writeFile(`${path}.part`, text, { flag: 'wx' })
  await rename(`${path}.part`, path)
}

/**
 * Writes one JSON document.
 * @param indent 2 in model folders, 1 in docs/results/
 */
export const writeJson = (path: string, value: object, indent = 2): Promise<void> =>
  writeText(path, `${JSON.stringify(value, null, indent)}\n`)

/** Reads a JSON document that this program wrote. */
export const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8'))

/** Reads a JSON document that this program wrote; undefined if there is no such file. */
export const readJsonIfThere = <T>(path: string): Promise<T | undefined> =>
  readJson<T>(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

/** Reads the JSON documents of a folder by name; empty if the folder does not exist. */
export async function readJsonFolder<T>(folder: string): Promise<T[]> {
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names
      .filter(name => name.endsWith('.json'))
      .sort()
      .map(name => readJson<T>(join(folder, name)))
  )
}

/** Reads the first entry of a training's log, which identifies the training. */
export async function readStart<T>(folder: string): Promise<T> {
  const [first = ''] = (await readFile(join(folder, 'training.jsonl'), 'utf8')).split('\n', 1)
  return JSON.parse(first)
}
