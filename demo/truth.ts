import { DuctalError } from '../contract/errors.ts'
import { readRegularText } from '../files/regular.ts'
import { labelText } from './label.ts'
import type { Polygon } from './outline.ts'

/** Incremented whenever a seed's slide changes; older files are then rewritten. */
export const demoVersion = 3

/** A truth file has some KB; anything larger is none. */
const mostBytes = 2 ** 24

/** The truth file that accompanies the demo slide. */
export interface Truth {
  synthetic: true
  version: number
  seed: number
  mpp: number
  width: number
  height: number
  /** Size of the slide's file; a shorter file was truncated. */
  bytes: number
  /** Outlines of the invasive tumour, in level-0 pixels. */
  tumour: Polygon[]
  description: string
}

export const description =
  `${labelText}. Drawn by Ductal from a seed: a made-up breast section in the colours of H&E, ` +
  'with invasive tumour of known outline, for trying the program without a slide of your own.'

/** Reads the truth file at `path`; undefined if missing, incomplete or of another version. */
export async function readTruth(path: string): Promise<Truth | undefined> {
  try {
    const truth = JSON.parse(await readRegularText(path, mostBytes)) as Partial<Truth>
    return truth.version === demoVersion && truth.synthetic === true ? (truth as Truth) : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DuctalError) return undefined
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
