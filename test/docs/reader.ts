/**
 * A reader who tries a page from top to bottom: a home of their own, `clp` and stand-ins for the clients in the path, and a
 * hand that types a secret or a yes where a command asks for one.
 */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RunFile } from '../../src/process/run-file.ts'
import { services } from '../../src/proxy/services/index.ts'
import { CLP_MAIN } from '../kit/clp-process.ts'

export interface Reader {
  /** Runs lines of a shell that stops at the first failure. Where they name a port of CLP, its real one is meant. */
  readonly run: (lines: string) => Promise<Run>
  /** Puts a text where the CLP home has this file. */
  readonly write: (file: string, text: string) => void
  /** Stops CLP if it runs, and removes everything. */
  readonly end: () => Promise<void>
}

export interface Run {
  readonly code: number
  /** Both outputs, in the order in which they came. */
  readonly said: string
}

/**
 * Standard input is a character device where nothing was piped or redirected: there the reader types. Told to attach or detach, the
 * reader looks at the change and says yes, which without a terminal is `--yes`.
 */
const CLP = `#!/bin/sh
case "$*" in
  *--dry-run*|*--status*|*--yes*) ;;
  attach*|detach*) set -- "$@" --yes ;;
esac
if [ -c /dev/stdin ]; then
  printf 'typed-by-the-reader\\n' | '${process.execPath}' '${CLP_MAIN}' "$@"
else
  exec '${process.execPath}' '${CLP_MAIN}' "$@"
fi
`

const CLIENT = '#!/bin/sh\necho "$0 $*"\n'

const UI_PORT = 3300

export const createReader = (): Reader => {
  const root = mkdtempSync(join(tmpdir(), 'clp-docs-'))
  const [home, bin, desk] = ['home', 'bin', 'desk'].map((name) => join(root, name)) as [string, string, string]
  for (const folder of [home, bin, desk]) mkdirSync(folder)
  for (const [name, script] of Object.entries({ clp: CLP, claude: CLIENT, codex: CLIENT, gemini: CLIENT })) {
    writeFileSync(join(bin, name), script)
    chmodSync(join(bin, name), 0o755)
  }
  const clpHome = join(home, '.clp')
  const runFile = join(clpHome, 'run', 'clp.pid')
  const environment = environmentFor(home, bin)
  const run = (lines: string): Promise<Run> => runShell(withPorts(lines, runFile), { cwd: desk, env: environment })
  return {
    run,
    write: (file, text) => {
      mkdirSync(dirname(join(clpHome, file)), { recursive: true })
      writeFileSync(join(clpHome, file), text)
    },
    end: async () => {
      if (existsSync(runFile)) await run('clp stop')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const environmentFor = (home: string, bin: string): NodeJS.ProcessEnv => ({
  PATH: `${bin}:${process.env['PATH']}`,
  HOME: home,
  SHELL: '/bin/bash',
  CLP_LANG: 'en',
  CLP_UI_PORT: '0',
  ...Object.fromEntries(services.map(({ portVariable }) => [portVariable, '0'])),
})

/** Pages name the usual ports; the CLP of the reader listens on free ones. */
const withPorts = (lines: string, runFile: string): string => {
  if (!existsSync(runFile)) return lines
  const { addresses } = JSON.parse(readFileSync(runFile, 'utf8')) as RunFile
  const real = new Map(addresses.services.map(({ id, address }) => [id, new URL(address).port]))
  return services
    .reduce((text, { id, port }) => text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${real.get(id)}`), lines)
    .replaceAll(`127.0.0.1:${UI_PORT}`, new URL(addresses.ui).host)
}

const runShell = (lines: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Run> =>
  new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', lines], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const said: Buffer[] = []
    shell.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    shell.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    shell.once('error', reject)
    shell.once('close', (code) => resolve({ code: code ?? -1, said: Buffer.concat(said).toString('utf8') }))
  })
