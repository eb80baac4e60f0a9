import { good, patiently } from './check.ts'
import type { Examination } from './subject.ts'

/** What a file that takes over a worker could do; only Linux lets a process give up such rights. */
export const workerRights: Examination = async ({ pool }) => {
  const { files, programs } = await pool.run('rights', {}, patiently('view'))
  const parts = [
    files === 'limited'
      ? 'change no files outside their own folders'
      : 'can change every file that you can change (no Landlock here)',
    programs === 'none'
      ? 'start no programs and open no connections'
      : 'can start programs and open connections (no seccomp here)'
  ]
  return [good('worker rights', `The processes that read slides ${parts.join(', ')}.`)]
}
