import type { EngineVerdict } from '../../../contract/run.ts'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

/** Engine selection: which engine is used here, how fast the others are, and why any is refused. */
export const engines: Examination = async subject => {
  const verdicts = await subject.engines()
  const chosen = verdicts.find(verdict => verdict.chosen)
  const remedy = chosen ? `Nothing to do: ${chosen.name} is used instead.` : nothingWorks()
  return verdicts.map(verdict =>
    verdict.ok
      ? good(`engine:${verdict.name}`, detailOf(verdict))
      : bad(`engine:${verdict.name}`, verdict.reason, remedy)
  )
}

/** The CPU engine works in every complete installation, unless it was switched off. */
const nothingWorks = () =>
  process.env.DUCTAL_ENGINES_OFF
    ? 'Remove engines from DUCTAL_ENGINES_OFF.'
    : 'Reinstall Ductal (“npm ci” in a checkout).'

function detailOf({ device, patchesPerSecond, chosen, reason }: EngineVerdict): string {
  const speed = patchesPerSecond === null ? '' : `, ${patchesPerSecond} patches/s`
  return `${device}${speed} (${chosen ? 'selected' : reason})`
}
