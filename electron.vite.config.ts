import { resolve } from 'node:path'
import tailwind from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const here = (path: string) => resolve(import.meta.dirname, path)

/**
 * Main and preload stay loadable by Electron 22 (Node 16.17, Chrome 108), in which the tests may have to run. The host
 * and the worker of the window are built beside main, with their packages (natives among them) left outside.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node16.17',
      sourcemap: true,
      rollupOptions: {
        input: {
          main: here('electron/main/main.ts'),
          host: here('electron/host/utility.ts'),
          worker: here('electron/worker/main.ts')
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' }
      }
    }
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node16.17',
      rollupOptions: {
        input: { preload: here('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: here('renderer'),
    plugins: [vue(), tailwind()],
    build: {
      outDir: here('out/renderer'),
      target: 'chrome108',
      // Without it, styles are not lowered to the target.
      minify: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: { input: here('renderer/index.html') }
    }
  }
})
