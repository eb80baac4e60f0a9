import type { EngineProbe } from '../../../contract/runs/run.ts'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

/** Engine selection: which engine is used here, how fast the others are, and why any is refused. */
export const engines: Examination = async subject => {
  const probes = await subject.engines()
  const chosen = probes.find(probe => probe.chosen)
  const remedy = chosen ? `Nothing to do: ${chosen.name} is used instead.` : nothingWorks()
  return probes.map(probe =>
    probe.ok
      ? good(`engine:${probe.name}`, detailOf(probe))
      : bad(`engine:${probe.name}`, probe.reason, remedy)
  )
}

/** The CPU engine works in every complete installation, unless it was switched off. */
const nothingWorks = () =>
  process.env.DUCTAL_ENGINES_OFF
    ? 'Remove engines from DUCTAL_ENGINES_OFF.'
    : 'Reinstall Ductal (“npm ci” in a checkout).'

function detailOf({ device, patchesPerSecond, chosen, reason }: EngineProbe): string {
  const speed = patchesPerSecond === null ? '' : `, ${patchesPerSecond} patches/s`
  return `${device}${speed} (${chosen ? 'selected' : reason})`
}
