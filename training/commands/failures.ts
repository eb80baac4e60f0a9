import { DuctalError } from '../../contract/errors.ts'

const writes = new Set(['mkdir', 'rename', 'unlink', 'rm', 'rmdir', 'copyfile', 'write', 'ftruncate'])

/**
 * Gives the system's errors about a mistyped or forbidden path a code and a sentence.
 */
export function expected(error: unknown): unknown {
  if (error instanceof DuctalError || !(error instanceof Error)) return error
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined) return error
  if (code === 'ENOENT')
    return new DuctalError('path/missing', `There is no ${path}: check the name.`, { cause: error })
  if (code === 'EROFS' || (writes.has(syscall ?? '') && refusals.has(code)))
    return new DuctalError(
      'export/unwritable',
      `${path} cannot be written (${code}): choose a folder that you may write to.`,
      { cause: error }
    )
  if (refusals.has(code))
    return new DuctalError('path/unreadable', `${path} cannot be used (${code}): choose another.`, {
      cause: error
    })
  return error
}

const refusals = new Set(['EACCES', 'EPERM', 'EEXIST', 'ENOTDIR', 'EISDIR'])
