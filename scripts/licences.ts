/**
 * Checks the licences of everything that ships: the program's dependencies, and the packages that
 * the page imports. Reads package-lock.json and the installed packages; needs no network.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

const allowed = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0', '0BSD'])

/** Licences outside the list, by package, each with the reason why it is fine. */
const exceptions: { name: RegExp; licence: string; reason: string }[] = [
  {
    name: /^@img\/sharp-/,
    licence: 'LGPL-3.0-or-later',
    reason: 'libvips is a shared library of its own, which users may replace'
  },
  { name: /^pako$/, licence: 'Zlib', reason: 'permissive: the terms of zlib' },
  { name: /^xml-utils$/, licence: 'CC0-1.0', reason: 'public domain' },
  { name: /^png-js$/, licence: '', reason: 'states none in package.json: its file is MIT' }
]

interface LockEntry {
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockEntry>
}

/** Packages that the page imports. They are bundled, and therefore among the devDependencies. */
function importedByPage(): string[] {
  const names = new Set<string>()
  for (const file of readdirSync(join(root, 'renderer'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|vue|css)$/.test(file) || file.endsWith('vite.config.ts')) continue
    const text = readFileSync(join(root, 'renderer', file), 'utf8')
    for (const [, name = ''] of text.matchAll(/(?:from|import) ['"]((?:@[\w-]+\/)?[a-z][\w.-]*)/g))
      if (`node_modules/${name}` in lock.packages) names.add(name)
  }
  return [...names]
}

/** Path of a package in the lock file, as Node resolves it from another one. */
function placeOf(name: string, from: string): string | undefined {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, folder.lastIndexOf('node_modules/')).replace(/\/$/, '')
  ) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (place in lock.packages) return place
    if (folder === '') return undefined
  }
}

function shipped(): Set<string> {
  const found = new Set<string>()
  const waiting: [string, string][] = importedByPage().map(name => [name, ''])
  const { dependencies, optionalDependencies } = lock.packages[''] ?? {}
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) waiting.push([name, ''])
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const place = placeOf(...next)
    if (place === undefined || found.has(place)) continue
    found.add(place)
    const entry = lock.packages[place] ?? {}
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      waiting.push([name, place])
  }
  return found
}

/** The licence that an installed package states; that of the lock file for another system's. */
function licenceOf(place: string): string {
  const file = join(root, place, 'package.json')
  if (!existsSync(file)) return lock.packages[place]?.license ?? ''
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: string | { type: string } }
  return typeof license === 'object' ? license.type : (license ?? '')
}

/** Whether a name or an expression such as "(MIT AND Zlib)" is allowed for a package. */
function isAllowed(name: string, licence: string): boolean {
  const one = (each: string) =>
    allowed.has(each) || exceptions.some(known => known.licence === each && known.name.test(name))
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some(choice => choice.split(' AND ').every(one))
}

const places = [...shipped()].sort()
const refused = places.filter(place => !isAllowed(place.replace(/^.*node_modules\//, ''), licenceOf(place)))
for (const place of refused)
  console.error(`${place}: ${licenceOf(place) || 'no licence'} is not among the allowed licences.`)
console.log(`licences: ${places.length} packages, ${refused.length} refused`)
process.exitCode = refused.length > 0 ? 1 : 0
