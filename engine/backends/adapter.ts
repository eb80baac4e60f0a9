import type { Device } from './backend.ts'

/** What WebGPU says of an adapter. */
export interface AdapterInfo {
  vendor: string
  architecture: string
  device: string
  description: string
  isFallbackAdapter?: boolean
}

/** Renderers that run on the processor under the API of a GPU: SwiftShader, Mesa's lavapipe, Windows' WARP. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render/i

export function isSoftware(info: AdapterInfo): boolean {
  return info.isFallbackAdapter === true || softwareNames.test(wordsOf(info).join(' '))
}

/** What Dawn computes through on each system. */
const interfaces: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Vulkan',
  darwin: 'Metal',
  win32: 'Direct3D 12'
}

/** Device, vendor, architecture, driver and the system's interface; software is named as what it is. */
export function deviceOf(info: AdapterInfo, platform: NodeJS.Platform = process.platform): Device {
  const software = isSoftware(info)
  const words = [...new Set(wordsOf(info)), `WebGPU on ${interfaces[platform] ?? platform}`].join(', ')
  return {
    name: software ? `${words} (software on the processor, no GPU)` : words,
    kind: software ? 'cpu' : 'gpu',
    precision: 'float32'
  }
}

function wordsOf({ device, vendor, architecture, description }: AdapterInfo): string[] {
  return [device.replace(/-+$/, ''), `${vendor} ${architecture}`.trim(), description].filter(
    word => word !== ''
  )
}
