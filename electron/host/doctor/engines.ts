import { bad, good, patiently } from './check.ts'
import type { Examination } from './subject.ts'

export const engines: Examination = async ({ pool }) => {
  const reports = await pool.run('engines', { choice: 'auto' }, patiently('work'))
  const other = reports.find(({ ok }) => ok)
  const remedy = other
    ? `Nothing needs to be done: ${other.name} does the work.`
    : 'Install Ductal again (“npm ci” in a checkout).'
  return reports.map(({ name, ok, detail }) =>
    ok ? good(`engine:${name}`, detail) : bad(`engine:${name}`, detail, remedy)
  )
}
