import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import page from './renderer/vite.config.ts'

const here = (path: string) => resolve(import.meta.dirname, path)

/**
 * Main and preload must load in Electron 22 (Node 16.17, Chrome 108), in which the tests may run.
 * The host and the worker of the window are built next to main. Their packages, native ones
 * included, are not bundled.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node16.17',
      sourcemap: true,
      // An ES module only: bundled, because a CommonJS file cannot call its default export.
      externalizeDeps: { exclude: ['p-limit'] },
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
    ...page,
    root: here('renderer'),
    build: {
      ...page.build,
      outDir: here('out/renderer'),
      rollupOptions: { input: here('renderer/index.html') }
    }
  }
})
