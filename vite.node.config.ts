/**
 * Builds the Node side of CLP. `dist` is what is shipped: few files, which hold the libraries too, because a start pays for every file
 * (docs/decisions/0025-bundled.md). With `--mode modules` it writes `build`: the same code, one file per module, for tests, benches and
 * scripts that run a single part.
 */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin, type UserConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What is started by its file; everything else is reached from these. */
const ENTRIES = {
  'cli/main': at('src/cli/main.ts'),
  'daemon/supervisor-entry': at('src/daemon/supervisor/supervisor-entry.ts'),
  'store/writer-relay': at('src/store/backends/sqlite/threads/writer-relay.ts'),
  'store/writer-process': at('src/store/backends/sqlite/threads/writer-process.ts'),
  'store/import-worker': at('src/store/import/import-worker.ts'),
  'store/postgres-worker': at('src/store/backends/postgres/postgres-worker.ts'),
  'store/reader-process': at('src/store/backends/sqlite/threads/reader-process.ts'),
}

/** Removes what an earlier build left, once this one is written, so that a program that starts in between finds its files. */
const tidy = (folder: string, keep: readonly string[]): Plugin => ({
  name: 'tidy',
  writeBundle: (_, bundle) => {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name)
      const name = path.slice(folder.length + 1).replaceAll('\\', '/')
      if (entry.isFile() && !(name in bundle) && !keep.some((kept) => name.startsWith(kept))) rmSync(path)
    }
  },
})

const bundled: UserConfig = {
  build: {
    outDir: at('dist'),
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
    sourcemap: true,
    rolldownOptions: {
      input: ENTRIES,
      // The hash keeps files of two versions apart: a daemon that runs while CLP is updated must not load half of the other.
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  ssr: {
    noExternal: true,
    // Native code and WebAssembly stay packages of their own.
    external: ['libsql', 'brotli-dec-wasm'],
  },
  // What CommonJS calls the file it stands in.
  define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
  plugins: [tidy(at('dist'), ['web/'])],
}

const modules: UserConfig = {
  build: {
    outDir: at('build'),
    rolldownOptions: {
      input: readdirSync(at('src'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !/\.(?:test|suite)\.ts$/.test(name))
        .map((name) => join(at('src'), name)),
      output: { preserveModules: true, preserveModulesRoot: at('src'), entryFileNames: '[name].js' },
    },
  },
  ssr: { external: true },
  plugins: [tidy(at('build'), [])],
}

export default defineConfig(({ mode }) => {
  const { build, ...rest } = mode === 'modules' ? modules : bundled
  return {
    root: at('.'),
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      emptyOutDir: false,
      target: 'node20.19',
      // Stacks name lines and functions that a person can read, without a map that every start would load.
      minify: false,
      ...build,
    },
    ...rest,
  }
})
