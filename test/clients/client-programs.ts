/**
 * Installs the real clients into a cache outside the repository (800 MB, so once per machine) and says how to run them.
 * Install scripts are left out: both packages carry their program ready to run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const CLAUDE_CODE = '@anthropic-ai/claude-code@2.1.330'
export const CODEX = '@openai/codex@0.169.0'

/** Where a program's launcher stands; both launchers are run by this very Node. */
export interface ClientPrograms {
  readonly claude: string
  readonly codex: string
}

/** Throws with npm's own words when the clients cannot be installed. */
export const installClients = (): ClientPrograms => {
  const cache = process.env['CLP_CLIENTS_CACHE'] ?? join(tmpdir(), 'clp-clients')
  const programs = {
    claude: join(cache, 'node_modules', '@anthropic-ai', 'claude-code', 'cli-wrapper.cjs'),
    codex: join(cache, 'node_modules', '@openai', 'codex', 'bin', 'codex.js'),
  }
  const mark = join(cache, `${CLAUDE_CODE} ${CODEX}`.replace(/[@/ ]+/g, '-').slice(1))
  if (existsSync(mark)) return programs
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "name": "clp-clients", "private": true }\n')
  const result = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', CLAUDE_CODE, CODEX],
    { cwd: cache, encoding: 'utf8' },
  )
  if (result.status !== 0) throw new Error(`Cannot install the clients into "${cache}": ${result.stderr}`)
  writeFileSync(mark, '')
  return programs
}
