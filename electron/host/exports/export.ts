import { DuctalError } from '../../../contract/errors.ts'
import { writeFolder, writeWhole } from '../files/write.ts'
import type { Source } from '../results/source.ts'
import { formats } from './formats.ts'

export interface ExportRequest extends Source {
  /** Name of one of the `formats`. */
  format: string
  /** Absolute path. A file is overwritten; a folder must be new or empty. */
  path: string
}

/**
 * Writes a run's result to a file. For an unfinished run, writes what exists and states what is
 * missing.
 * @throws DuctalError export/unknown-format; run/not-finished if there is no result yet;
 * export/unwritable, disk/full
 */
export async function exportRun(request: ExportRequest): Promise<{ path: string; bytes: number }> {
  const { run, format, path } = request
  const writer = formats.find(({ name }) => name === format)
  if (!writer)
    throw new DuctalError(
      'export/unknown-format',
      `There is no export format ${format}. The formats are ${formats.map(({ name }) => name).join(', ')}.`
    )
  if (run.status !== 'done' && run.patches === 0)
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} has no result yet (status: ${run.status}). Resume it and wait for its first tiles.`
    )
  const bytes =
    'files' in writer
      ? await writeFolder(path, writer.files(request, new Date()))
      : await writeWhole(path, await writer.pieces(request))
  return { path, bytes }
}
