import { basename, dirname } from 'node:path'
import { DuctalError } from '../contract/errors.ts'

/** The system's code of an error, such as ENOSPC; empty if it has none. */
export const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? '')

/** Translates a system error of writing to a path into one for people; returns any other error. */
export function explain(error: unknown, path: string): unknown {
  const code = codeOf(error)
  const folder = dirname(path)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DuctalError(
      'disk/full',
      `The disk with ${folder} is full. ${basename(path)} was not written. Free some space, or choose another folder.`,
      { cause: error }
    )
  if (code === 'EFBIG')
    return new DuctalError(
      'export/unwritable',
      `The disk with ${folder} does not allow a file as large as ${basename(path)}, which was not written. Choose another folder.`,
      { cause: error }
    )
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DuctalError(
      'export/unwritable',
      `The folder ${folder} does not exist. Create it first, or choose another.`,
      { cause: error }
    )
  if (code === 'EEXIST')
    return new DuctalError(
      'export/exists',
      `Another program has just written ${path}, which was not replaced. Choose another name.`,
      { cause: error }
    )
  if (/^(EACCES|EPERM|EROFS|ENAMETOOLONG|EINVAL|EBUSY|ETXTBSY|ELOOP|EIO)$/.test(code))
    return new DuctalError(
      'export/unwritable',
      `Cannot write ${path} (${code}). Check the permissions of its folder, or choose another.`,
      { cause: error }
    )
  return error
}
