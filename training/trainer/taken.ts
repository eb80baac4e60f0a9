import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'

/**
 * Keeps a new training from overwriting anything except its own finished result, which it would
 * reproduce.
 * @param start first line of the log, which identifies a training
 * @throws DuctalError training/taken
 */
export async function refuseTaken(folder: string, checkpoint: string, start: string): Promise<void> {
  if (existsSync(join(folder, checkpoint)))
    throw new DuctalError(
      'training/taken',
      `In ${folder} lies a training that is not finished: go on with it by --resume, or choose another --out.`
    )
  if (!existsSync(join(folder, 'spec.json'))) return
  const [before] = (await readFile(join(folder, 'training.jsonl'), 'utf8').catch(() => '')).split('\n')
  if (before !== start)
    throw new DuctalError(
      'training/taken',
      `In ${folder} lies another model: choose another --out, or remove that model first.`
    )
}
