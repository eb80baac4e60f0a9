import type { Output } from '../../../../contract/calls.ts'
import type { Context } from '../../context.ts'
import { openslideMissing, openslideRemedy } from '../../doctor/openslide.ts'
import { view } from '../view.ts'

/** Says which readers are missing on this computer; null if all are there. */
export async function missingReaders(
  context: Pick<Context, 'pool' | 'resources'>,
  signal: AbortSignal
): Promise<Output<'host.readers'>> {
  const { openslide } = await view(context, 'readers', {}, signal)
  if (openslide !== '') return null
  return { message: openslideMissing, command: openslideRemedy(context.resources).command }
}
