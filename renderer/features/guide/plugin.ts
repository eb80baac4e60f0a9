import type { Plugin } from 'vite'
import { documentOf } from './document.ts'

/** Makes a page of docs/ a module of the program: read at build time, with its pictures beside it. */
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
