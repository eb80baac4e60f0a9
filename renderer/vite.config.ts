import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { guidePlugin } from './features/guide/plugin.ts'

/**
 * One page for Electron and browsers. Run from the repository's root; electron-vite uses this
 * configuration for its renderer.
 */
export default defineConfig({
  root: 'renderer',
  // Relative, because the page is served from `ductal://app/` and from `http://127.0.0.1:PORT/`.
  base: './',
  plugins: [vue(), tailwindcss(), guidePlugin()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // The oldest Chromium that the page is tested in. Minifying lowers nested CSS for it.
    target: 'chrome108',
    minify: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200
  }
})
