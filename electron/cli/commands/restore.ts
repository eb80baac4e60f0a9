import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { type Kept, type Restored, restoreLibrary } from '../../host/db/restore.ts'
import { guardedLog } from '../../host/review/log/log.ts'
import { options } from '../options.ts'
import { pathOf } from '../program.ts'
import { dataFolderOf } from '../session.ts'

export const restore: Command = {
  name: 'restore',
  synopsis: '[BACKUP] [--data DIR] [--json]',
  summary: 'Restore the library from the newest usable backup, or from the one given.',
  options: options('data', 'json'),
  positionals: { min: 0, max: 1 },
  async run({ values, positionals, output }) {
    const [copy] = positionals
    const restored = restoreLibrary(
      dataFolderOf(values),
      copy === undefined ? undefined : pathOf(copy),
      guardedLog
    )
    await output.answer(restored, () => textOf(restored))
    return exits.done
  }
}

function textOf({ from, keptAs, kept }: Restored): string {
  const restored = `The library was restored from ${from}.\n`
  return kept === null
    ? `${restored}There was no previous library to keep.\n`
    : `${restored}The previous library is kept as ${keptAs}. ${contentOf(kept)}\n`
}

/** Says no more about the previous library than was found in it. */
function contentOf({ intact, further }: Kept): string {
  const state = intact ? 'It is intact' : 'It is damaged'
  if (further === null)
    return intact
      ? `${state}. Its review log differs from the one that was restored.`
      : `${state}: whether its review log has entries that the restored one lacks is unknown.`
  if (further === 0) return `${state}. Its review log has no entry that the restored one lacks.`
  return `${state}. Its review log has ${further} ${further === 1 ? 'entry' : 'entries'} that the restored one lacks.`
}
