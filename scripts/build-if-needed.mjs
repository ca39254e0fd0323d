// Builds CLP when its output is missing or older than its sources, so that `npm start` and `npm test` need no separate
// step. Without the development tools (an installed package) there is nothing to build with, and the shipped output is used.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const newest = (path) => {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0)
}

const parts = [
  {
    script: 'build:node',
    tool: 'typescript',
    output: 'dist/cli/main.js',
    sources: ['src', 'tsconfig.json', 'tsconfig.build.json', 'package.json'],
  },
  {
    script: 'build:web',
    tool: 'vite',
    output: 'dist/web/index.html',
    sources: ['web', 'src/contract', 'src/admin', 'package.json'],
  },
]

for (const { script, tool, output, sources } of parts) {
  const built = existsSync(join(root, output)) ? statSync(join(root, output)).mtimeMs : 0
  const changed = sources.reduce((latest, source) => Math.max(latest, newest(join(root, source))), 0)
  if (built > 0 && built >= changed) continue
  if (!existsSync(join(root, 'node_modules', tool))) {
    if (built > 0) continue
    process.stderr.write(`Cannot build: ${tool} is not installed. Run "npm ci" first.\n`)
    process.exit(1)
  }
  const result = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
