import { DuctalError } from '../../../contract/errors.ts'
import type { Written } from '../../../contract/files/target.ts'
import type { Source } from '../../../results/source.ts'
import type { Destination } from '../files/saving.ts'
import type { Format } from './format.ts'
import { formats } from './formats.ts'

export interface ExportRequest extends Source {
  /** Name of one of the `formats`. */
  format: string
  to: Destination
}

/** @throws DuctalError export/unknown-format */
function formatNamed(name: string): Format {
  const format = formats.find(known => known.name === name)
  if (format) return format
  throw new DuctalError(
    'export/unknown-format',
    `There is no export format ${name}. The formats are ${formats.map(({ name }) => name).join(', ')}.`
  )
}

/**
 * Returns the extension of a format's files; null if its export is a folder.
 * @throws DuctalError export/unknown-format
 */
export const extensionOf = (name: string): string | null => ('files' in formatNamed(name) ? null : name)

/**
 * Writes a run's result to a file. For an unfinished run, writes what exists and states what is
 * missing.
 * @throws DuctalError export/unknown-format; run/not-finished if there is no result yet;
 * export/…, disk/full
 */
export async function exportRun(request: ExportRequest): Promise<Written> {
  const { run, to } = request
  const format = formatNamed(request.format)
  if (run.status !== 'done' && run.patches === 0)
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} has no result yet (status: ${run.status}). Resume it and wait for its first tiles.`
    )
  return 'files' in format
    ? to.folder(format.files(request, new Date()))
    : to.file(await format.pieces(request))
}
