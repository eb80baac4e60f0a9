import { join } from 'node:path'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

export const models: Examination = async subject => {
  const installed = await subject.models()
  if (installed.length === 0)
    return [
      bad('models', `There is no model in ${join(subject.resources, 'models')}.`, 'Put a model folder there.')
    ]
  return installed.map(({ name, folder, version, weightsSha256, failure }) =>
    failure
      ? bad(`model:${name}`, failure.message, `Put ${folder} there again, whole.`)
      : good(`model:${name}`, `${version}, weights sha256 ${weightsSha256.slice(0, 12)}…`)
  )
}
