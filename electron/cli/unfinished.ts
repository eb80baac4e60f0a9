import { isModelOf } from '../../contract/models/identity.ts'
import type { ModelSummary } from '../../contract/models/model.ts'
import type { Run, StartRun } from '../../contract/runs/run.ts'
import type { Slide } from '../../contract/slides/slide.ts'
import type { Client } from '../../contract/transport/client.ts'
import { chooseModel, thresholdFor } from '../host/models/records.ts'

/**
 * Returns the newest unfinished run with the same parameters. Resuming it gives the same result as
 * a new run, sooner.
 * @throws DuctalError model/… if the requested model cannot be used
 */
export async function unfinished(client: Client, slide: Slide, request: StartRun): Promise<Run | undefined> {
  const model = chooseModel(await client.call('models.list', undefined), request.model)
  const runs = (await client.call('runs.list', { slideId: slide.id })).filter(
    run =>
      canGoOn(run, request) &&
      isModelOf(model, run.modelSha256) &&
      run.mpp === slide.mpp &&
      sameParameters(run, request, model)
  )
  if (!runs.some(({ parameters }) => parameters.tissueThreshold !== null)) return runs[0]
  const tissue =
    request.tissueThreshold ?? (await client.call('slides.tissue', { slideId: slide.id })).threshold
  return runs.find(({ parameters }) => parameters.tissueThreshold === tissue)
}

/** A run that failed before its first tile would fail again, possibly because of its engine. */
function canGoOn({ status, engine }: Run, request: StartRun): boolean {
  const choice = request.engine ?? 'auto'
  if (status === 'failed' && engine === null) return false
  if (choice !== 'auto' && choice !== engine) return false
  return status === 'interrupted' || status === 'cancelled' || status === 'failed'
}

function sameParameters({ parameters }: Run, request: StartRun, model: ModelSummary): boolean {
  const { threshold, thresholdSource } = thresholdFor(model, request.threshold)
  return (
    parameters.stride === (request.stride ?? model.patch) &&
    parameters.threshold === threshold &&
    parameters.thresholdSource === thresholdSource
  )
}
