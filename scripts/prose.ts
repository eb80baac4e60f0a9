/**
 * `node scripts/prose.ts [FILE…]`: checks the English of docs, texts, error sentences and comments
 * against scripts/prose/words.ts, and the width of comments. Without names it checks every file of
 * the project.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkProse } from './prose/check.ts'

const root = join(import.meta.dirname, '..')
const checked = /\.(?:md|ts|vue|cjs|css|sql)$/
/** Generated code, and files that must contain the phrases. */
const excluded =
  /^(?:engine\/kernels\/(?:[a-z]+\/)?built\/|scripts\/prose\/words\.ts$|docs\/glossary\.md$|test\/unit\/scripts\/prose\.)/

function filesOfProject(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8'
  })
  return [...new Set(listed.split('\0'))].filter(
    file => checked.test(file) && !excluded.test(file) && existsSync(join(root, file))
  )
}

const named = process.argv.slice(2)
let count = 0
for (const file of named.length > 0 ? named : filesOfProject())
  for (const { line, column, message } of await checkProse(file, readFileSync(join(root, file), 'utf8'))) {
    console.error(`${file}:${line}:${column} ${message}`)
    count++
  }
if (count > 0) {
  console.error(
    `prose: ${count === 1 ? '1 finding' : `${count} findings`}; scripts/prose/words.ts has the words.`
  )
  process.exitCode = 1
}
