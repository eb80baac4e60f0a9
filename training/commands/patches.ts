import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { type FolderFindings, sentencesOf } from '../../evaluation/data/findings.ts'
import type { Evaluation } from '../../evaluation/evaluate.ts'
import { say } from '../../terminal/output.ts'

/** Lists unreadable files, so that nobody mistakes part of a folder for the whole. */
export function sayBroken(broken: Evaluation['broken']): void {
  for (const { file, reason } of broken.slice(0, mostListed)) say(`Left out ${file}: ${reason}`)
  if (broken.length > mostListed) say(`… and ${broken.length - mostListed} more.`)
  if (broken.length > 0)
    say(`${broken.length === 1 ? '1 unreadable file' : `${broken.length} unreadable files`} left out.`)
}

/** Says which of the patients the model has seen. */
export function saySeen(
  { name, trainingData }: Pick<ModelSpec, 'name' | 'trainingData'>,
  patients: string[]
): void {
  const among = (seen: string[]) => patients.filter(patient => seen.includes(patient))
  const tell = (found: string[], what: string) => {
    if (found.length > 0) say(`${name} was ${what} ${found.join(', ')}. A new patient may do worse.`)
  }
  tell(among(trainingData.patients), 'trained on')
  tell(among(trainingData.validationPatients), 'given its threshold and calibration on')
}

const mostListed = 100

/** Says what is unusual about a folder, with counts. */
export function sayFindings(findings: FolderFindings | undefined): void {
  if (findings) for (const sentence of sentencesOf(findings)) say(sentence)
}
