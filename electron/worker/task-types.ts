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
