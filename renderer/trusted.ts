/**
 * The page's policy for places where a text could become markup or code (Trusted Types). The viewer
 * clears elements by assigning an empty text, and a worker starts from a file of the page;
 * everything else throws.
 */
interface Policies {
  createPolicy(
    name: string,
    rules: {
      createHTML(text: string): string
      createScript(text: string): string
      createScriptURL(url: string): string
    }
  ): unknown
}

const { trustedTypes } = window as unknown as { trustedTypes?: Policies }

const refuse = (what: string): never => {
  throw new TypeError(`The page refuses ${what} from a text.`)
}

trustedTypes?.createPolicy('default', {
  createHTML: text => (text === '' ? text : refuse('markup')),
  createScript: () => refuse('code'),
  createScriptURL: url =>
    new URL(url, document.baseURI).href.startsWith(new URL('assets/', document.baseURI).href)
      ? url
      : refuse('a program')
})
