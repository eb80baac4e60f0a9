import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import koffi from 'koffi'

/** Folders of Chromium, which includes SwiftShader: a WebGPU adapter for machines without a GPU. */
const places = [
  process.env.DUCTAL_CHROMIUM && dirname(process.env.DUCTAL_CHROMIUM),
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  dirname(chromium.executablePath())
]

const settings = 'vk_swiftshader_icd.json'
const folder = places.find(place => place && existsSync(join(place, settings)))

/** Keeps the loaded library referenced, so that it is not unloaded before Dawn asks for it. */
const held: unknown[] = []

export const hasSwiftShader = folder !== undefined && process.platform === 'linux'

/** Added to a test's title when there is no SwiftShader. */
export const swiftShaderNotice = hasSwiftShader ? '' : ` (skipped: no ${settings} next to a Chromium)`

/** Makes this process run WebGPU in software. Call it before WebGPU is opened. */
export function useSwiftShader(): void {
  if (!folder) return
  process.env.VK_DRIVER_FILES = join(folder, settings)
  process.env.VK_ICD_FILENAMES = join(folder, settings)
  process.env.XDG_RUNTIME_DIR ??= folder
  // Dawn requests this library by name and finds it because it is already loaded.
  const loader = join(folder, 'libvulkan.so.1')
  if (existsSync(loader)) held.push(koffi.load(loader))
}
