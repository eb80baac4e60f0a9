declare module '*.md' {
  const page: import('./document.ts').GuideDocument
  export default page
}
