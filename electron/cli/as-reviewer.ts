import type { Client } from '../../contract/transport/client.ts'

/**
 * Runs `work` as a reviewer, and restores the previous reviewer for the user of the window.
 * @param name as typed; without a name `work` runs as it is
 */
export async function asReviewer<T>(
  client: Client,
  name: string | undefined,
  work: () => Promise<T>
): Promise<T> {
  if (name === undefined) return work()
  const before = await client.call('reviewers.current', undefined)
  await client.call('reviewers.add', { name })
  try {
    return await work()
  } finally {
    if (before) await client.call('reviewers.choose', { reviewerId: before.id })
  }
}
