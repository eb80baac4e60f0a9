import { onTestFinished } from 'vitest'
import { temporaryFolder } from './library.ts'
import { root, serve } from './serve.ts'

export { root }

/** A host and a client that close after the test. */
export async function openProgram({ resources = root, dataFolder = temporaryFolder() } = {}) {
  const { host, client, close } = await serve(dataFolder, resources)
  onTestFinished(close)
  return { host, client, close, dataFolder }
}
