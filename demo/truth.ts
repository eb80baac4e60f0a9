import { readFile } from 'node:fs/promises'
import { labelText } from './label.ts'
import type { Polygon } from './outline.ts'

/** Raised whenever the slide that a seed gives changes: an older file is then written anew. */
export const demoVersion = 3

/** The file beside the demo slide. */
export interface Truth {
  synthetic: true
  version: number
  seed: number
  mpp: number
  width: number
  height: number
  /** Size of the slide's file: a shorter one was cut off. */
  bytes: number
  /** Outlines of invasive tumour, level-0 pixels. */
  tumour: Polygon[]
  description: string
}

export const description =
  `${labelText}. Drawn by Ductal from a seed: a made-up breast section in the colours of H&E, ` +
  'with invasive tumour of known outline, for trying the program without a slide of your own.'

/** The truth file at `path`, or undefined where there is none that this version wrote whole. */
export async function readTruth(path: string): Promise<Truth | undefined> {
  try {
    const truth = JSON.parse(await readFile(path, 'utf8')) as Partial<Truth>
    return truth.version === demoVersion && truth.synthetic === true ? (truth as Truth) : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
