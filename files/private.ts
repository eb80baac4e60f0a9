let usual: number | undefined

/**
 * Makes every file that this process and its workers create private to this user. Entry points call
 * this function before they open the host. Files that a user saves elsewhere get the usual mode.
 */
export function keepPrivate(): void {
  usual ??= process.umask(0o077)
}

/** Mode of a new file or folder outside the data folder; undefined if it has it anyway. */
export const usualMode = (folder: boolean): number | undefined =>
  usual === undefined ? undefined : (folder ? 0o777 : 0o666) & ~usual
