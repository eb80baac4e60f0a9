import { existsSync } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'

export const logFile = 'training.jsonl'

/** State that a training needs to resume and end with the same result. */
export interface Checkpoint {
  /** Identifies model, data and recipe; a checkpoint of another training is rejected. */
  identity: string
  /** Completed steps. */
  step: number
  /** Sum of the losses of the steps in this epoch. */
  epochLoss: number
  /** Bytes of the log that belong to these steps. */
  logBytes: number
  best: { epoch: number; score: number } | null
  optimizerSteps: number
  arrays: {
    weights: Float32Array[]
    optimizer: Float32Array[]
    average: Float32Array[]
    best: Float32Array[]
  }
}

const groups = ['weights', 'optimizer', 'average', 'best'] as const

/**
 * Writes to a temporary file and renames it, so that a kill or a full disk leaves the previous
 * checkpoint intact.
 */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { arrays, ...rest } = checkpoint
  const lengths = groups.map(group => arrays[group].map(array => array.length))
  const header = Buffer.from(JSON.stringify({ ...rest, lengths }))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(header.length)
  const temporary = `${path}.part`
  const file = await open(temporary, 'w')
  try {
    // Avoids writev, which silently writes only a part on a full disk.
    for (const part of [size, header, ...groups.flatMap(group => arrays[group])]) await file.writeFile(part)
    await file.sync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(temporary, { force: true })
    throw error
  }
}

/**
 * Reads the checkpoint of the training with that identity; undefined if there is none. Throws
 * `training/bad-checkpoint`.
 */
export async function readCheckpoint(path: string, identity: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new DuctalError(
      'training/bad-checkpoint',
      `Cannot read the checkpoint ${path} (${(error as Error).message}). Check its permissions, or choose another --out.`
    )
  }
  const checkpoint = parse(bytes)
  if (!checkpoint)
    throw new DuctalError(
      'training/bad-checkpoint',
      `The checkpoint ${path} is damaged. Remove it to start again.`
    )
  if (checkpoint.identity !== identity)
    throw new DuctalError(
      'training/bad-checkpoint',
      `The checkpoint ${path} belongs to another system, recipe, seed or data set. Choose another --out, or remove it.`
    )
  return checkpoint
}

function parse(bytes: Buffer): Checkpoint | undefined {
  try {
    const end = 4 + bytes.readUInt32LE(0)
    const { lengths, ...rest } = JSON.parse(bytes.subarray(4, end).toString('utf8')) as Omit<
      Checkpoint,
      'arrays'
    > & {
      lengths: number[][]
    }
    if (bytes.length !== end + 4 * lengths.flat().reduce((sum, length) => sum + length, 0)) return undefined
    const values = new Float32Array(Uint8Array.from(bytes.subarray(end)).buffer)
    let place = 0
    const read = (sizes: number[] = []) =>
      sizes.map(length => {
        place += length
        return values.slice(place - length, place)
      })
    const [weights, optimizer, average, best] = [0, 1, 2, 3].map(group => read(lengths[group]))
    return { ...rest, arrays: { weights, optimizer, average, best } as Checkpoint['arrays'] }
  } catch {
    return undefined
  }
}

/**
 * Keeps a training without a checkpoint from overwriting anything except its own finished result,
 * which it would reproduce.
 * @param start first line of the log, which identifies a training
 * @param resume whether the training was asked to continue
 * @throws DuctalError training/taken
 */
export async function refuseTaken(
  folder: string,
  checkpoint: string,
  start: string,
  resume: boolean
): Promise<void> {
  if (existsSync(join(folder, checkpoint)))
    throw new DuctalError(
      'training/taken',
      `${folder} has an unfinished training. Continue it with --resume, or choose another --out.`
    )
  const before = await firstLineOf(folder)
  const isFinished = existsSync(join(folder, 'spec.json'))
  if (before === start || (!isFinished && !(resume && before))) return
  throw new DuctalError(
    'training/taken',
    isFinished
      ? `${folder} has another model. Choose another --out, or remove that model first.`
      : `${folder} has the log of another training and no checkpoint to continue from. Choose another --out.`
  )
}

const firstLineOf = async (folder: string): Promise<string> =>
  (await readFile(join(folder, logFile), 'utf8').catch(() => '')).split('\n', 1)[0] ?? ''

/**
 * Checks that the log in a folder is the one that a checkpoint continues.
 * @throws DuctalError training/bad-checkpoint
 */
export async function expectLog(folder: string, { logBytes }: Checkpoint, start: string): Promise<void> {
  const path = join(folder, logFile)
  const size = (await stat(path).catch(() => ({ size: 0 }))).size
  if (size >= logBytes && (await firstLineOf(folder)) === start) return
  throw new DuctalError(
    'training/bad-checkpoint',
    `The log ${path} does not belong to the checkpoint in its folder. Remove the checkpoint to start again, or choose another --out.`
  )
}
