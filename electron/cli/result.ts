import type { ErrorCode, Failure } from '../../contract/errors.ts'
import { isNothing, leftOutOf, outcomeWarning } from '../../contract/runs/outcome.ts'
import { warningsOf } from '../../contract/runs/quality.ts'
import type { Run } from '../../contract/runs/run.ts'
import { overrulingSentence } from '../../contract/slides/overruling.ts'
import type { Slide } from '../../contract/slides/slide.ts'
import { calibrationWords } from '../../results/calibration.ts'
import { type Exit, exitOf, exits } from '../../terminal/exit.ts'

/** Result for one slide. */
export type Result = { slide: Slide; run: Run } | { path: string; failure: Failure }

/** Returns the JSON object of a slide as specified in docs/terminal.md. */
export function documentOf(result: Result) {
  if ('failure' in result) {
    const { code, message } = result.failure
    return { path: result.path, error: { code, message } }
  }
  const { slide, run } = result
  const failure = failureOfRun(run)
  return {
    slide: {
      path: slide.path,
      fingerprint: slide.fingerprint,
      vendor: slide.vendor,
      width: slide.width,
      height: slide.height,
      mpp: run.mpp,
      mppSource: run.mppSource,
      overruled: slide.overruled
    },
    run: {
      id: run.id,
      outcome: run.outcome,
      model: run.model,
      modelSha256: run.modelSha256,
      engine: run.engine,
      device: run.device,
      engines: run.engines,
      calibration: run.calibration,
      wholeSlide: run.wholeSlide,
      quality: run.quality,
      strideUm: run.strideUm,
      tiles: run.tiles,
      planned: run.planned,
      tissue: run.tissue,
      patches: run.patches,
      positive: run.positive,
      seconds: run.seconds,
      patchesPerSecond: run.patchesPerSecond
    },
    ...(failure && { error: failure })
  }
}

export function exitOfResult(result: Result): Exit {
  if ('failure' in result) return exitOf(result.failure.code)
  const failure = failureOfRun(result.run)
  if (failure) return exitOf(failure.code)
  if (isNothing(result.run.outcome)) return exits.nothingAnalysed
  return result.run.tiles.failed > 0 ? exits.tilesFailed : exits.done
}

/** Returns why a run is not finished; undefined when it is. */
export function failureOfRun({ id, status, failure, tiles }: Run): Failure | undefined {
  if (status === 'done') return undefined
  if (failure) return { code: failure.code as ErrorCode, message: failure.message }
  const finished = tiles.done + tiles.failed + tiles.background
  return {
    code: 'call/cancelled',
    message: `Analysis ${id} was stopped after ${finished} of ${tiles.total} tiles, which are kept. Continue it with “resume ${id}”.`
  }
}

/** Formats a result as lines for people. */
export function textOf(result: Result): string {
  if ('failure' in result) return `${result.path}: refused\n`
  const { slide, run } = result
  const share = run.patches > 0 ? ` (${((100 * run.positive) / run.patches).toFixed(1)} %)` : ''
  const warning = outcomeWarning(run)
  const leftOut = leftOutOf(run.tissue)
  const failed = run.tiles.failed > 0 ? `, ${run.tiles.failed} of ${run.tiles.total} tiles failed` : ''
  return (
    `${slide.name}: analysis ${run.id}, ${isNothing(run.outcome) ? 'nothing analysed' : run.status}${failed}\n` +
    (warning === null ? '' : `  ${warning}\n`) +
    (isNothing(run.outcome)
      ? ''
      : `  ${run.patches} patches, ${run.positive} marked${share} at threshold ${run.parameters.threshold}\n`) +
    slide.overruled.map(each => `  ${overrulingSentence(each, each.at)}\n`).join('') +
    (leftOut === null ? '' : `  without a result: ${leftOut}\n`) +
    (run.calibration.kind === 'none' || isNothing(run.outcome) ? '' : `  ${calibrationWords(run)}\n`) +
    (run.quality
      ? warningsOf(run.quality)
          .map(warning => `  ${warning}\n`)
          .join('')
      : '') +
    `  ${run.model} on ${run.engine ?? 'no engine'}${run.device ? ` (${run.device})` : ''}\n` +
    run.engines
      .filter(({ chosen }) => !chosen)
      .map(({ name, reason }) => `  ${name}: ${reason}\n`)
      .join('') +
    `  ${run.seconds.total.toFixed(1)} s: open ${run.seconds.open.toFixed(1)}, tissue ${run.seconds.tissue.toFixed(1)}, ` +
    `inference ${run.seconds.infer.toFixed(1)} (${Math.round(run.patchesPerSecond)} patches/s)\n`
  )
}
