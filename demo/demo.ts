import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../contract/errors.ts'
import { layOut, paint } from './anatomy/section.ts'
import { Pyramid } from './file/pyramid.ts'
import { TiffFile, tileEdge } from './file/tiff.ts'
import type { Frame } from './maps.ts'
import { outlinesOf } from './outline.ts'
import { demoVersion, description, readTruth, type Truth } from './truth.ts'

export const demoName = 'ductal-demo.tiff'

/** Size of the demo slide: 12.3 × 9.6 mm at 1 µm per pixel, the resolution of a 10× objective. */
export const demoFrame: Frame = { width: 12288, height: 9600, mpp: 1 }
export const demoSeed = 20

/**
 * Writes the demo slide and its truth file into `folder` unless they exist, and returns the slide's
 * path. Each file appears either complete or not at all.
 * @throws 'disk/full' and 'library/unwritable'
 */
export async function writeDemo(
  folder: string,
  options: { frame?: Frame; seed?: number } = {}
): Promise<{ path: string }> {
  const frame = options.frame ?? demoFrame
  const seed = options.seed ?? demoSeed
  const path = join(folder, demoName)
  const partial = `${path}.${process.pid}.partial`
  try {
    await mkdir(folder, { recursive: true })
    if (await isThere(path, frame, seed)) return { path }
    await removeLeftovers(folder)
    try {
      await writeBoth(path, partial, frame, seed)
    } finally {
      await rm(partial, { force: true })
      await rm(`${partial}.json`, { force: true })
    }
    return { path }
  } catch (error) {
    throw explained(error, folder)
  }
}

const truthPath = (path: string) => `${path}.truth.json`

async function isThere(path: string, frame: Frame, seed: number): Promise<boolean> {
  const truth = await readTruth(truthPath(path))
  if (truth?.seed !== seed || truth.mpp !== frame.mpp) return false
  if (truth.width !== frame.width || truth.height !== frame.height) return false
  const found = await stat(path).catch(() => undefined)
  return found?.size === truth.bytes
}

/** Removes partial files of processes that were killed. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = /^ductal-demo\.tiff\.(\d+)\.partial(\.json)?$/.exec(name)?.[1]
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function writeBoth(path: string, partial: string, frame: Frame, seed: number): Promise<void> {
  const section = layOut(frame, seed)
  const file = await TiffFile.create(partial)
  let bytes: number
  try {
    const pyramid = new Pyramid(file, frame.width, frame.height)
    let writing: Promise<void> = Promise.resolve()
    for (const rows of paint(section, tileEdge)) {
      // The next rows are painted while these are compressed.
      await writing
      writing = pyramid.push(rows)
      writing.catch(() => undefined)
    }
    await writing
    bytes = await file.finish(pyramid.levels, frame.mpp, description)
  } finally {
    await file.close()
  }
  const truth: Truth = {
    synthetic: true,
    version: demoVersion,
    seed,
    ...frame,
    bytes,
    tumour: outlinesOf(section.maps, section.maps.tumour),
    description
  }
  await writeFile(`${partial}.json`, `${JSON.stringify(truth)}\n`)
  // The truth file first: a slide without it would pass for a real one.
  await rename(`${partial}.json`, truthPath(path))
  await rename(partial, path)
}

function explained(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DuctalError(
      'disk/full',
      `The disk is full. The demo slide in ${folder} needs 60 MB. Free some space and restart Ductal.`,
      { cause: error }
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return new DuctalError(
      'library/unwritable',
      `Cannot write the demo slide to ${folder}. Choose a data folder with write permission.`,
      { cause: error }
    )
  return error
}
