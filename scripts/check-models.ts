/**
 * `npm run check:models [-- DIR]`: evaluates every model in models/ on the patches of DIR (default
 * ../shared/data/idc). Compares the figures over all patches with its evaluation.json, to three
 * digits. Slow: takes minutes per network.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { documentOf, type EvaluationDocument } from '../evaluation/document.ts'
import { type Evaluation, evaluate } from '../evaluation/evaluate.ts'

const root = join(import.meta.dirname, '..')
const models = join(root, 'models')
const patches = resolve(process.argv[2] ?? join(root, '..', 'shared', 'data', 'idc'))
/** Half a unit of the third digit. */
const tolerance = 0.0005

/** Names of the figures that differ, with both values. */
function differences(found: EvaluationDocument, recorded: EvaluationDocument): string[] {
  return Object.entries(found).flatMap(([name, value]) => {
    const other = recorded[name as keyof EvaluationDocument]
    const same =
      typeof value === 'number' && typeof other === 'number'
        ? Math.abs(value - other) <= tolerance
        : name === 'perPatient' || name === 'confusion' || value === other
    return same
      ? []
      : [`${name} is ${JSON.stringify(value)}, but ${JSON.stringify(other)} in evaluation.json`]
  })
}

/** Patients whose accuracy or AUC differs. */
function patientDifferences(found: EvaluationDocument, recorded: EvaluationDocument): string[] {
  return found.perPatient.flatMap(patient => {
    const other = recorded.perPatient.find(of => of.patient === patient.patient)
    const differs = (a: number | null, b: number | null | undefined) =>
      a === null || b === null || b === undefined ? a !== b : Math.abs(a - b) > tolerance
    return differs(patient.accuracy, other?.accuracy) || differs(patient.auc, other?.auc)
      ? [`patient ${patient.patient} differs`]
      : []
  })
}

async function checkModel(name: string): Promise<boolean> {
  const model = join(models, name)
  const { all } = JSON.parse(await readFile(join(model, 'evaluation.json'), 'utf8')) as { all: Evaluation }
  const found = documentOf(await evaluate({ model, patches }))
  if (found.patches !== all.patches) {
    console.log(
      `${name}: not checked, its figures are of ${all.patches} patches, and this folder has ${found.patches}`
    )
    return true
  }
  const recorded = documentOf(all)
  const wrong = [...differences(found, recorded), ...patientDifferences(found, recorded)]
  console.log(
    wrong.length === 0
      ? `${name}: matches evaluation.json (accuracy ${found.accuracy.toFixed(3)}, AUC ${found.auc?.toFixed(3)}, ECE ${found.ece.toFixed(3)})`
      : `${name}: ${wrong.join('; ')}`
  )
  return wrong.length === 0
}

if (!existsSync(patches)) {
  console.error(`check:models: the folder ${patches} does not exist. Give the patch folder.`)
  process.exit(2)
}
const names = (await readdir(models)).filter(name => existsSync(join(models, name, 'evaluation.json'))).sort()
let right = true
for (const name of names) right = (await checkModel(name)) && right
process.exitCode = right ? 0 : 1
