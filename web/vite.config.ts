import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const VENDOR =
  /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|hono|i18next|react-i18next|@tanstack[\\/](react-router|router-core|history|react-query|query-core|store|react-store))[\\/]/
/** The ground of Mantine, and the parts the frame and the overview are made of. */
const UI =
  /node_modules[\\/](clsx|@mantine[\\/](hooks|core[\\/]esm[\\/](core|components[\\/](AppShell|ActionIcon|Button|UnstyledButton|Loader|Transition|Paper|CloseButton|Skeleton|Stack|Group|Text|Title|Code|Input|InputBase|NativeSelect))))[\\/]/
/** Our own parts of every page; not those that bring dialogs, menus or charts along. */
const APP =
  /web[\\/]src[\\/]((?!main|pages[\\/]|locales[\\/]|sign-in[\\/]|editing[\\/]|dialogs[\\/]|clients[\\/]|components[\\/]|upstreams[\\/](pause-dialog|service-tabs)|shell[\\/]toast-list)|components[\\/](page-header|panel|empty-state|message|error-notice|notice-item|tag|status-badge|count-text|relative-time|growing-duration|duration-bar|sparkline|stacked-bars|copy-button|key-value-table|snippet)\.)/

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses only: the page works at any path prefix a reverse proxy puts in front of it.
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Images stay files: the content security policy needs no `data:` for them.
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // What every page needs stands in three files instead of forty: each file is a round trip before the first picture.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: VENDOR },
            { name: 'ui', test: UI },
            { name: 'app', test: APP },
          ],
        },
      },
      // Schemas of the contract that a page does not use must not drag zod into its chunk.
      treeshake: { manualPureFunctions: ['z'] },
    },
  },
})
