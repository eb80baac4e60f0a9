import { setTimeout as pause } from 'node:timers/promises'
import { DuctalError } from '../../../contract/errors.ts'
import type { Context } from '../context.ts'
import type { Library } from '../db/open.ts'
import type { Backups } from './backups.ts'
import { explainError, stopWriting } from './read-only.ts'

const second = 1000

/**
 * Looks after the open library until the signal aborts. When another program has deleted, moved or
 * replaced it, makes it read-only and saves what is open as a backup. Never rejects.
 */
export async function tendLibrary(
  context: Context,
  library: Pick<Library, 'tend'>,
  backups: Backups,
  signal: AbortSignal
): Promise<void> {
  while (!signal.aborted) {
    await pause(second, undefined, { signal, ref: false }).catch(() => {})
    if (!context.readOnlyReason) tend(context, library)
    if (context.readOnlyReason?.code !== 'library/displaced') continue
    await rescue(context, backups)
    return
  }
  // A change that was refused may be the last thing before the end.
  if (context.readOnlyReason?.code === 'library/displaced') await rescue(context, backups)
}

function tend(context: Context, library: Pick<Library, 'tend'>): void {
  try {
    library.tend()
  } catch (error) {
    const reason = explainError(context, error)
    if (reason instanceof DuctalError) stopWriting(context, reason)
    else context.log('looking after the library', error)
  }
}

async function rescue(context: Context, backups: Backups): Promise<void> {
  const { readOnlyReason: reason, events } = context
  const path = await backups.rescue()
  if (!reason || path === undefined) return
  context.readOnlyReason = new DuctalError(
    reason.code,
    `${reason.message.split(' Nothing more can be saved')[0]} Nothing more can be saved: Ductal is read-only now. All work until then was saved as ${path}. Close Ductal, then run “ductal restore” to continue with it.`
  )
  events.emit({ type: 'readOnly', code: reason.code, message: context.readOnlyReason.message })
}
