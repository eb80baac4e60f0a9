import type { RegionTasks } from '../../contract/tasks/regions.ts'
import type { ReportRequests, ReportTasks } from '../../contract/tasks/reports.ts'
import type { TaskName, TaskProgress, WorkerTasks } from '../../contract/worker.ts'

/** Requests something of the host in the course of a task. */
export type Request = <N extends keyof ReportRequests>(
  name: N,
  input: ReportRequests[N]['takes']
) => Promise<ReportRequests[N]['gives']>

export type Tasks = {
  [K in TaskName]: (
    input: WorkerTasks[K]['takes'],
    signal: AbortSignal,
    report: (progress: TaskProgress) => void,
    request: Request
  ) => Promise<WorkerTasks[K]['gives']>
}

/** Tasks that request nothing. */
export type PixelTasks = {
  [K in Exclude<TaskName, keyof RegionTasks | keyof ReportTasks>]: (
    input: WorkerTasks[K]['takes'],
    signal: AbortSignal,
    report: (progress: TaskProgress) => void
  ) => Promise<WorkerTasks[K]['gives']>
}

/**
 * Returns a task. Its code is loaded with its first use: a process for the shapes of regions needs
 * no decoder, and a process for slides no layout.
 */
export async function taskNamed<K extends TaskName>(name: K): Promise<Tasks[K]> {
  const { regionTasks } = await import('./regions/tasks.ts')
  if (name in regionTasks) return regionTasks[name as keyof RegionTasks] as Tasks[K]
  if (name === 'report') return (await import('./reports/task.ts')).report as Tasks[K]
  const { pixelTasks } = await import('./pixel-tasks.ts')
  return pixelTasks[name as keyof PixelTasks] as unknown as Tasks[K]
}
