import { DuctalError } from '../../contract/errors.ts'

const writes = new Set(['mkdir', 'rename', 'unlink', 'rm', 'rmdir', 'copyfile', 'write', 'ftruncate'])

/**
 * Gives the system's errors about a mistyped or forbidden path a code and a sentence.
 */
export function expected(error: unknown): unknown {
  if (error instanceof DuctalError || !(error instanceof Error)) return error
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined) return error
  // A system folder such as /proc answers so when it accepts no folders.
  const accepts = !(code === 'ENOENT' && syscall === 'mkdir')
  if (code === 'ENOENT' && accepts)
    return new DuctalError('path/missing', `${path} does not exist. Check the name.`, { cause: error })
  if (!accepts || code === 'EROFS' || (writes.has(syscall ?? '') && refusals.has(code)))
    return new DuctalError(
      'export/unwritable',
      `Cannot write ${path} (${code}). Choose a folder with write permission.`,
      { cause: error }
    )
  if (refusals.has(code))
    return new DuctalError('path/unreadable', `Cannot use ${path} (${code}). Choose another path.`, {
      cause: error
    })
  return error
}

const refusals = new Set(['EACCES', 'EPERM', 'EEXIST', 'ENOTDIR', 'EISDIR'])
