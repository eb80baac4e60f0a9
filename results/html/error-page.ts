import { escaped } from './escape.ts'
import { style } from './style.ts'

/** Error page, shown when a report cannot be made. */
export const errorPage = (sentence: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>No report</title><style>${style}</style></head><body><main><div class="callout warning"><p>No report available</p><p>${escaped(sentence)}</p></div></main></body></html>\n`
