import { existsSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { defaultDataFolder } from '../../files/data-folder.ts'
import { type Place, type Protection, placeAt, workFolderAt } from '../../files/place.ts'
import { textOf, usage, type Values } from '../../terminal/values.ts'
import { folderOf } from './options.ts'

/*
 * Every path that a training command writes to passes here, and so the policy of files/place.ts.
 */

const program = join(import.meta.dirname, '../..')

/** Options that name folders of patches, which are slides. */
const patchFolders = ['patches', 'judge']

/** @param except folders of the program in which the command may write */
const protectionOf = (values: Values, except: readonly string[]): Protection => ({
  folders: [
    { path: defaultDataFolder(), what: 'Ductal’s data folder' },
    { path: program, what: 'Ductal’s own folder', except }
  ],
  slides: () =>
    patchFolders.flatMap(option => {
      const path = textOf(values, option)
      return path ? [resolve(path)] : []
    })
})

/** Folders of the program for what is trained: of the user, and of the models that it ships. */
const [trained, models] = ['trained', 'models']

/**
 * Returns the place for the file that an option names, if it is given. Refuses a file that exists,
 * unless --force says otherwise.
 * @throws usage for another ending, export/…
 */
export async function fileToWrite(
  values: Values,
  option: string,
  extensions: readonly string[]
): Promise<Place | undefined> {
  const given = textOf(values, option)
  if (!given) return undefined
  const extension = extname(given).slice(1).toLowerCase()
  if (!extensions.includes(extension))
    throw usage(
      `--${option} must name a file that ends in ${extensions.map(word => `.${word}`).join(' or ')}, not ${given}.`
    )
  return placeAt(
    resolve(given),
    { extension, overwrite: values.force === true },
    protectionOf(values, [trained])
  )
}

/**
 * Returns the place for the new folder that an option names, if it is given.
 * @throws export/…
 */
export async function folderToWrite(values: Values, option: string): Promise<Place | undefined> {
  const given = textOf(values, option)
  if (!given) return undefined
  return placeAt(resolve(given), { extension: null, overwrite: false }, protectionOf(values, [trained]))
}

/** Names by which a folder is recognised as that of a training or a search. */
const ofTraining = /^(training\.(jsonl|lock)|checkpoint\.bin|spec\.json|search\.jsonl|folds\.json|fold-\d+)$/

/**
 * Returns the folder of a training or a search: a new one, or that of an earlier training.
 * @param fallback the folder without --out
 * @throws export/…
 */
export const trainingFolder = (values: Values, fallback: string): Promise<string> =>
  workFolderAt(resolve(textOf(values, 'out') ?? fallback), protectionOf(values, [trained, models]), names =>
    names.some(name => ofTraining.test(name))
  )

/**
 * Returns the folder of the model that a command changes.
 * @throws usage, export/…
 */
export async function changedModelOf(values: Values): Promise<string> {
  const model = folderOf(values, 'model')
  await expectChangeable(model, values)
  return model
}

/**
 * Checks that a command may write into a model's folder.
 * @throws export/…
 */
export async function expectChangeable(model: string, values: Values): Promise<void> {
  // A folder without a model is refused by the command itself, which reads it first.
  if (existsSync(model))
    await workFolderAt(resolve(model), protectionOf(values, [trained, models]), () => true)
}
