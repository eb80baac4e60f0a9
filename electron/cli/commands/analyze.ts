import {
  type ErrorCode,
  type Failure,
  failureOf,
  isOverrulable,
  type OverrulableCode,
  overrulableCodes
} from '../../../contract/errors.ts'
import type { StartRun } from '../../../contract/runs/run.ts'
import { EngineChoice } from '../../../contract/runs/run.ts'
import { plausibleMpp, type Slide } from '../../../contract/slides/slide.ts'
import type { Command } from '../../../terminal/command.ts'
import { worst } from '../../../terminal/exit.ts'
import { numberOf, textOf as optionOf, usage, type Values, wordOf } from '../../../terminal/values.ts'
import { asReviewer } from '../as-reviewer.ts'
import { attend, type Desk, refusal } from '../follow-run.ts'
import { options } from '../options.ts'
import { pathOf } from '../program.ts'
import { documentOf, exitOfResult, type Result, textOf } from '../result.ts'
import { withHost } from '../session.ts'
import { unfinished } from '../unfinished.ts'

export const analyze: Command = {
  name: 'analyze',
  synopsis:
    'PATH… [--model NAME] [--engine auto|tensorflow|webgpu|cpu] [--stride PX] [--threshold P|screening] [--mpp UM] [--tissue T] [--overrule CODE --reviewer NAME] [--data DIR] [--json]',
  summary: 'Open slides, folders of slides or patch folders, and analyse each.',
  options: options(
    'model',
    'engine',
    'stride',
    'threshold',
    'mpp',
    'tissue',
    'overrule',
    'reviewer',
    'data',
    'json'
  ),
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  reads: true,
  async run({ values, positionals, output, signal }) {
    const wishes = wishesOf(values)
    const reviewer = reviewerOf(values, wishes)
    const results = await withHost(values, client =>
      asReviewer(client, reviewer, async () => {
        const results: Result[] = []
        const taken = new Set<number>()
        for (const path of positionals) {
          if (signal.aborted) break
          results.push(...(await analysePath({ client, output, signal }, pathOf(path), wishes, taken)))
        }
        return results
      })
    )
    const documents = results.map(documentOf)
    const single = positionals.length === 1 && documents.length === 1
    await output.answer(single ? documents[0] : documents, () => results.map(textOf).join(''))
    return worst(results.map(exitOfResult))
  }
}

interface Wishes {
  mpp: number | undefined
  overrule: OverrulableCode[]
  run: Omit<StartRun, 'slideId'>
}

function wishesOf(values: Values): Wishes {
  const wished = {
    model: optionOf(values, 'model'),
    engine: wordOf(values, 'engine', EngineChoice.options),
    stride: numberOf(values, 'stride', { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true }),
    threshold:
      optionOf(values, 'threshold') === 'screening'
        ? ('screening' as const)
        : numberOf(values, 'threshold', { min: 0, max: 1 }),
    tissueThreshold: numberOf(values, 'tissue', { min: 0, max: 255 })
  }
  const run = Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined))
  return {
    mpp: numberOf(values, 'mpp', { ...plausibleMpp, code: 'slide/bad-resolution' }),
    overrule: overrulingsOf(values),
    run
  }
}

/** @throws usage */
const overrulingsOf = (values: Values): OverrulableCode[] =>
  ((values.overrule ?? []) as readonly string[]).map(code => {
    if (isOverrulable(code)) return code
    throw usage(`--overrule must be one of ${overrulableCodes.join(', ')}, not “${code}”.`)
  })

/**
 * Returns the reviewer in whose name refusals are overruled.
 * @throws usage
 */
function reviewerOf(values: Values, { overrule }: Wishes): string | undefined {
  const name = optionOf(values, 'reviewer')?.trim()
  if (overrule.length === 0) return undefined
  if (name) return name
  throw usage('Give the reviewer with --reviewer NAME. The overruling is recorded under that name.')
}

/**
 * Returns a result for each slide at a path; failures become results instead of being thrown.
 * @param taken slides that this command has analysed; they are skipped, and new ones are added
 */
async function analysePath(
  desk: Desk,
  path: string,
  { mpp, overrule, run }: Wishes,
  taken: Set<number>
): Promise<Result[]> {
  const { client, output, signal } = desk
  try {
    const request = { path, ...(mpp !== undefined && { mpp }), overrule }
    const { slides, refused } = await client.call('slides.open', request, signal)
    const results: Result[] = refused.map(({ path, code, message }) =>
      refusal(output, path, advised({ code: code as ErrorCode, message }))
    )
    for (const slide of slides) {
      if (signal.aborted) break
      if (taken.has(slide.id)) {
        output.say(`${slide.name} is analysed once, although several paths lead to it.`)
        continue
      }
      taken.add(slide.id)
      results.push(await analyseSlide(desk, slide, { ...run, slideId: slide.id }))
    }
    return results
  } catch (error) {
    return [refusal(output, path, advised(failureOf(error)))]
  }
}

/** Says how to overrule a refusal here. */
const advised = ({ code, message }: Failure): Failure =>
  isOverrulable(code)
    ? { code, message: `${message} In the terminal: --overrule ${code} --reviewer NAME.` }
    : { code, message }

function analyseSlide(desk: Desk, slide: Slide, request: StartRun): Promise<Result> {
  const { client, output, signal } = desk
  return attend(desk, slide, async () => {
    const before = await unfinished(client, slide, request)
    if (!before) return client.call('runs.start', request, signal)
    const { done, failed, background, total } = before.tiles
    output.say(
      `Continuing analysis ${before.id} of ${slide.name} after ${done + failed + background} of ${total} tiles.`
    )
    return client.call('runs.resume', { runId: before.id }, signal)
  })
}
