import { openLibrary } from '../../electron/host/db/open.ts'
import { migrationsFolder } from './library.ts'
import { finishedRun } from './review.ts'

/** Puts a library with a finished analysis into a data folder; returns the id of the analysis. */
export function putFinishedRun(dataFolder: string): number {
  const library = openLibrary(dataFolder, migrationsFolder)
  try {
    return finishedRun(library.db).id
  } finally {
    library.close()
  }
}
