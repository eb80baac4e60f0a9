import { join } from 'node:path'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

export const models: Examination = async subject => {
  const installed = await subject.models()
  if (installed.length === 0)
    return [bad('models', `No model in ${join(subject.resources, 'models')}.`, 'Add a model folder there.')]
  return installed.map(({ name, folder, version, weightsSha256, failure }) =>
    failure
      ? bad(`model:${name}`, failure.message, `Copy the complete folder ${folder} again.`)
      : good(`model:${name}`, `${version}, weights sha256 ${weightsSha256.slice(0, 12)}…`)
  )
}
