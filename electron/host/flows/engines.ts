import type { EngineProbe } from '../../../contract/runs/run.ts'
import type { Context } from '../context.ts'

/** Probes every engine with the default model. Returns refusals as results. */
export async function examineEngines(
  context: Pick<Context, 'models' | 'engineSelection'>,
  signal: AbortSignal
): Promise<EngineProbe[]> {
  const model = (await context.models())[0]
  const usable = model && !model.failure ? model.folder : null
  return context.engineSelection.examine('auto', usable, signal)
}
