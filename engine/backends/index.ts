import type { EngineName } from '../../contract/runs/engine.ts'
import type { Backend } from './backend.ts'
import { cpu } from './cpu.ts'
import { tensorflow } from './tensorflow.ts'
import { webgpu } from './webgpu.ts'

/** The backend of each engine. A new engine is a file in this folder and an entry here. */
export const backends: Record<EngineName, Backend> = { tensorflow, webgpu, cpu }
