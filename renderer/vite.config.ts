import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { guidePlugin } from './features/guide/plugin.ts'

/** One page for every door. Run from the repository's root; electron-vite takes these settings as its renderer. */
export default defineConfig({
  root: 'renderer',
  // Relative, because the page lives under `ductal://app/` as well as under `http://127.0.0.1:PORT/`.
  base: './',
  plugins: [vue(), tailwindcss(), guidePlugin()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // The oldest Chromium that the page is tested in; minifying is what lowers nested CSS for it.
    target: 'chrome108',
    minify: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200
  }
})
