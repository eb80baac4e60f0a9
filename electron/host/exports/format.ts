import type { Pieces } from '../../../files/write.ts'
import type { Source } from '../../../results/source.ts'

/** A format whose export is one file; its name is the file's extension. */
export interface FileFormat {
  name: string
  /** Shown in the page's list of formats. */
  label: string
  /** Whether the file cannot state of which content of the slide it is. */
  withoutSlide?: boolean
  /** Generates the content piece by piece. */
  pieces(source: Source): Pieces | Promise<Pieces>
}

/** A format whose export is a folder, which must be new or empty. */
export interface FolderFormat {
  name: string
  /** Shown in the page's list of formats. */
  label: string
  /** Lists the files by their paths within the folder. */
  files(source: Source, now: Date): Iterable<[string, Pieces]>
}

export type Format = FileFormat | FolderFormat
