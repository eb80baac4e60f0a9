/**
 * The engines, in the order in which engine selection tries them. Each has a file in
 * engine/backends/.
 */
export const engineNames = ['tensorflow', 'webgpu', 'cpu'] as const
export type EngineName = (typeof engineNames)[number]

/** Names on screen. */
export const engineTitles: Record<EngineName, string> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  cpu: 'Processor'
}

/** An engine by name, or the fastest that works. */
export const engineChoices = ['auto', ...engineNames] as const
export type EngineChoice = (typeof engineChoices)[number]
