import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import koffi from 'koffi'

/** A Chromium brings SwiftShader, which serves as a WebGPU adapter where there is no GPU. */
const places = [
  process.env.DUCTAL_CHROMIUM && dirname(process.env.DUCTAL_CHROMIUM),
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  dirname(chromium.executablePath())
]

const settings = 'vk_swiftshader_icd.json'
const folder = places.find(place => place && existsSync(join(place, settings)))

/** Kept: a library that nothing refers to may be put away before Dawn asks for it. */
const held: unknown[] = []

export const hasSwiftShader = folder !== undefined && process.platform === 'linux'

/** For a test's name where there is none. */
export const swiftShaderNotice = hasSwiftShader ? '' : ` (skipped: no ${settings} beside a Chromium)`

/** Has this process compute WebGPU in software; to be called before WebGPU is opened. */
export function useSwiftShader(): void {
  if (!folder) return
  process.env.VK_DRIVER_FILES = join(folder, settings)
  process.env.VK_ICD_FILENAMES = join(folder, settings)
  process.env.XDG_RUNTIME_DIR ??= folder
  // Dawn asks for it by name, and finds it where it is loaded already.
  const loader = join(folder, 'libvulkan.so.1')
  if (existsSync(loader)) held.push(koffi.load(loader))
}
