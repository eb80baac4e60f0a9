import type { InjectionKey } from 'vue'

/** Injection key of a function that opens the guide at a section, given as `document/section`. */
export const helpKey: InjectionKey<(section: string) => void> = Symbol('help')
