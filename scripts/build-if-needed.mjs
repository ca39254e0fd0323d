// Builds CLP when its output is missing or older than its sources, so that `npm start` and `npm test` need no separate
// step. Without the development tools (an installed package) there is nothing to build with, and the shipped output is used.
// Arguments name what is to be built beside the program: `build:modules` for who runs single parts of it.
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

const node = ['src', 'vite.node.config.ts', 'package.json', 'package-lock.json']
const parts = [
  { script: 'build:node', output: 'dist/cli/main.js', sources: node },
  {
    script: 'build:web',
    output: 'dist/web/index.html',
    sources: ['web', 'src/contract', 'src/admin', 'package.json', 'package-lock.json'],
  },
]
const more = [{ script: 'build:modules', output: 'build/cli/main.js', sources: node }]

const asked = more.filter(({ script }) => process.argv.includes(script))
for (const { script, output, sources } of [...parts, ...asked]) {
  const built = existsSync(join(root, output)) ? statSync(join(root, output)).mtimeMs : 0
  const changed = sources.reduce((latest, source) => Math.max(latest, newest(join(root, source))), 0)
  if (built > 0 && built >= changed) continue
  if (!existsSync(join(root, 'node_modules', 'vite'))) {
    if (built > 0) continue
    process.stderr.write('Cannot build: vite is not installed. Run "npm ci" first.\n')
    process.exit(1)
  }
  const result = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // Vite takes the word of whoever runs it, and a test runner says "test": that would be React as it is made for developers.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
}
