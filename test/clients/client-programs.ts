/**
 * Installs the real clients, and Google's SDK, into a cache outside the repository (1.7 GB, so once per machine) and says where they stand.
 * Install scripts are left out: all packages carry what is run ready to run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const CLAUDE_CODE = '@anthropic-ai/claude-code@2.1.332'
export const CODEX = '@openai/codex@0.171.0'
export const GEMINI_CLI = '@google/gemini-cli@0.61.0'
export const OPENCODE = 'opencode-ai@1.18.33'
/** It asks for Node 22, and runs on 20. */
export const QWEN_CODE = '@qwen-code/qwen-code@0.24.4'
/** The last line of it that runs on Node 20. No dependency of CLP: it brings protobufjs, which has an install script. */
export const GEMINI_SDK = '@google/genai@2.32.0'

const PACKAGES = [CLAUDE_CODE, CODEX, GEMINI_CLI, OPENCODE, QWEN_CODE, GEMINI_SDK]

/** Where a program's launcher stands; launchers in JavaScript are run by this very Node. */
export interface ClientPrograms {
  readonly claude: string
  readonly codex: string
  readonly gemini: string
  readonly opencode: string
  readonly qwen: string
}

/** Where Google's SDK is imported from, once the clients are installed. */
export const geminiSdk = (): string =>
  join(folderOfClients(), 'node_modules', '@google', 'genai', 'dist', 'node', 'index.mjs')

const SYSTEM = process.platform === 'win32' ? 'windows' : process.platform

const folderOfClients = (): string => process.env['CLP_CLIENTS_CACHE'] ?? join(tmpdir(), 'clp-clients')

/** Throws with npm's own words when the clients cannot be installed. */
export const installClients = (): ClientPrograms => {
  const cache = folderOfClients()
  const programs = {
    claude: join(cache, 'node_modules', '@anthropic-ai', 'claude-code', 'cli-wrapper.cjs'),
    codex: join(cache, 'node_modules', '@openai', 'codex', 'bin', 'codex.js'),
    gemini: join(cache, 'node_modules', '@google', 'gemini-cli', 'bundle', 'gemini.js'),
    // Its launcher is made by an install script; the program lies ready in the package of the system.
    opencode: join(cache, 'node_modules', `opencode-${SYSTEM}-${process.arch}`, 'bin', 'opencode'),
    qwen: join(cache, 'node_modules', '@qwen-code', 'qwen-code', 'cli-entry.js'),
  }
  const mark = join(
    cache,
    PACKAGES.join(' ')
      .replace(/[@/ ]+/g, '-')
      .slice(1),
  )
  if (existsSync(mark)) return programs
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "name": "clp-clients", "private": true }\n')
  const result = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', ...PACKAGES],
    { cwd: cache, encoding: 'utf8' },
  )
  if (result.status !== 0) throw new Error(`Cannot install the clients into "${cache}": ${result.stderr}`)
  writeFileSync(mark, '')
  return programs
}
