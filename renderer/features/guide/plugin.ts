import type { Plugin } from 'vite'
import { documentOf } from './document.ts'

/** Turns a page of docs/ into a module, parsed at build time and bundled with its pictures. */
export const guidePlugin = (): Plugin => ({
  name: 'ductal-guide',
  transform(markdown, id) {
    const name = /([\w-]+)\.md$/.exec(id)?.[1]
    if (!name) return undefined
    const pictures: string[] = []
    const text = JSON.stringify(documentOf(name, markdown)).replace(/pictures\/[\w.-]+/g, path => {
      pictures.push(path)
      return `" + picture${pictures.length - 1} + "`
    })
    const imports = pictures.map((path, place) => `import picture${place} from './${path}'\n`).join('')
    return { code: `${imports}export default ${text}\n`, map: null }
  }
})
