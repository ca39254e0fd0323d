// How long the commands of CLP take, from the start of the process to its end: `--help`, `start` until every port answers,
// `active` on a running daemon. Milliseconds.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { coldHome, writeHome } from './contenders.mjs'

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

export const coldStart = (rounds) => {
  const root = writeHome(coldHome())
  const environment = {
    ...process.env,
    CLP_HOME: root,
    CLP_CLAUDE_PORT: '0',
    CLP_CODEX_PORT: '0',
    CLP_UI_PORT: '0',
  }
  const timed = (...args) => {
    const begun = performance.now()
    const result = spawnSync(process.execPath, [program, ...args], { env: environment, encoding: 'utf8' })
    if (result.status !== 0) throw new Error(`clp ${args.join(' ')} failed: ${result.stderr}${result.stdout}`)
    return performance.now() - begun
  }
  const times = { node: [], help: [], start: [], active: [] }
  try {
    for (let round = 0; round < rounds; round += 1) {
      times.node.push(emptyNode())
      times.help.push(timed('--help'))
      times.start.push(timed('start'))
      times.active.push(timed('active', 'claude', 'main'))
      timed('stop')
    }
  } finally {
    spawnSync(process.execPath, [program, 'stop'], { env: environment })
    rmSync(root, { recursive: true, force: true })
  }
  return times
}

/** Node itself doing nothing: the floor under every command. */
const emptyNode = () => {
  const begun = performance.now()
  spawnSync(process.execPath, ['-e', '0'])
  return performance.now() - begun
}
