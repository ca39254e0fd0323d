/**
 * Installs the real clients into a cache outside the repository (900 MB, so once per machine) and says how to run them.
 * Install scripts are left out: all packages carry their program ready to run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const CLAUDE_CODE = '@anthropic-ai/claude-code@2.1.330'
export const CODEX = '@openai/codex@0.169.0'
export const GEMINI_CLI = '@google/gemini-cli@0.61.0'

/** Where a program's launcher stands; all launchers are run by this very Node. */
export interface ClientPrograms {
  readonly claude: string
  readonly codex: string
  readonly gemini: string
}

/** Throws with npm's own words when the clients cannot be installed. */
export const installClients = (): ClientPrograms => {
  const cache = process.env['CLP_CLIENTS_CACHE'] ?? join(tmpdir(), 'clp-clients')
  const programs = {
    claude: join(cache, 'node_modules', '@anthropic-ai', 'claude-code', 'cli-wrapper.cjs'),
    codex: join(cache, 'node_modules', '@openai', 'codex', 'bin', 'codex.js'),
    gemini: join(cache, 'node_modules', '@google', 'gemini-cli', 'bundle', 'gemini.js'),
  }
  const mark = join(cache, `${CLAUDE_CODE} ${CODEX} ${GEMINI_CLI}`.replace(/[@/ ]+/g, '-').slice(1))
  if (existsSync(mark)) return programs
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "name": "clp-clients", "private": true }\n')
  const result = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', CLAUDE_CODE, CODEX, GEMINI_CLI],
    { cwd: cache, encoding: 'utf8' },
  )
  if (result.status !== 0) throw new Error(`Cannot install the clients into "${cache}": ${result.stderr}`)
  writeFileSync(mark, '')
  return programs
}
