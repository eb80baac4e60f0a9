import type { RegionTasks } from '../../contract/tasks/regions.ts'
import type { TaskName } from '../../contract/worker.ts'
import type { PixelTasks, Tasks } from './task-types.ts'

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
