import type { Device } from './backend.ts'

/** What WebGPU reports about an adapter. */
export interface AdapterInfo {
  vendor: string
  architecture: string
  device: string
  description: string
  isFallbackAdapter?: boolean
}

/** Software renderers that offer a GPU's API: SwiftShader, Mesa's lavapipe, Windows' WARP. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render/i

export function isSoftware(info: AdapterInfo): boolean {
  return info.isFallbackAdapter === true || softwareNames.test(wordsOf(info).join(' '))
}

/** The graphics API that Dawn uses on each system. */
const interfaces: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Vulkan',
  darwin: 'Metal',
  win32: 'Direct3D 12'
}

/**
 * Describes an adapter by device, vendor, architecture, driver and the system's graphics API. A
 * software renderer is named as such.
 */
export function deviceOf(info: AdapterInfo, platform: NodeJS.Platform = process.platform): Device {
  const software = isSoftware(info)
  const words = [...new Set(wordsOf(info)), `WebGPU on ${interfaces[platform] ?? platform}`].join(', ')
  return {
    name: software ? `${words} (software, not a GPU)` : words,
    kind: software ? 'cpu' : 'gpu',
    precision: 'float32'
  }
}

function wordsOf({ device, vendor, architecture, description }: AdapterInfo): string[] {
  return [device.replace(/-+$/, ''), `${vendor} ${architecture}`.trim(), description].filter(
    word => word !== ''
  )
}
