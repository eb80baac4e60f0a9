import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { textOf, usage, type Values } from '../../../terminal/values.ts'

const models = join(import.meta.dirname, '../../..', 'models')

/**
 * Resolves a folder, or a name in models/, to a model's folder.
 * @throws usage, model/unknown
 */
export async function modelOf(values: Values, option = 'model'): Promise<string> {
  const given = textOf(values, option)
  if (!given) throw usage(`--${option} is missing. Give a model name or folder.`)
  return folderOfModel(given)
}

/** @throws model/unknown */
export async function folderOfModel(given: string): Promise<string> {
  const named = join(models, given)
  if (/^[\w-]+$/.test(given) && existsSync(join(named, 'spec.json'))) return named
  if (existsSync(join(given, 'spec.json'))) return resolve(given)
  const known = (await readdir(models)).filter(name => existsSync(join(models, name, 'spec.json')))
  throw new DuctalError(
    'model/unknown',
    `The model ${given} does not exist. Give one of ${known.join(', ')}, or a folder with a spec.json.`
  )
}
