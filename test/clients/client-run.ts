/** Runs a real client as a person would, but in a home of its own, with dummy tokens and with nothing to talk to but loopback. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientPrograms } from './client-programs.ts'

export interface ClientResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** One person's machine: a home and a working folder, kept over several turns. */
export interface Person {
  readonly home: string
  /** Working folder. */
  readonly folder: string
  readonly claude: (...args: readonly string[]) => Promise<ClientResult>
  readonly codex: (...args: readonly string[]) => Promise<ClientResult>
  readonly gemini: (...args: readonly string[]) => Promise<ClientResult>
  /** A client with nothing in its environment that points it anywhere: its own file says all. */
  readonly byItsFile: (client: keyof ClientPrograms, ...args: readonly string[]) => Promise<ClientResult>
  readonly remove: () => void
}

/** Where the person has pointed the clients; one that is not named is not used. */
export interface Addresses {
  readonly claude?: string
  readonly codex?: string
  readonly gemini?: string
}

/** Longer than any client needs for a turn here, shorter than their own patience. Milliseconds. */
const PATIENCE = 120_000

const QUIET = {
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DO_NOT_TRACK: '1',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_MODELS_FETCH: '1',
}

export const createPerson = (programs: ClientPrograms, addresses: Addresses): Person => {
  const home = mkdtempSync(join(tmpdir(), 'clp-person-'))
  const folder = join(home, 'work')
  mkdirSync(folder)
  const codexHome = join(home, '.codex')
  mkdirSync(codexHome)
  writeFileSync(join(codexHome, 'config.toml'), codexConfig(addresses.codex ?? ''))
  const geminiHome = join(home, '.gemini')
  mkdirSync(geminiHome)
  writeFileSync(join(geminiHome, 'settings.json'), JSON.stringify(GEMINI_SETTINGS))
  writeFileSync(join(codexHome, 'auth.json'), '{ "OPENAI_API_KEY": "dummy-codex-key" }\n')
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: tmpdir(), ...QUIET }
  const run = (program: string, args: readonly string[], extra: Readonly<Record<string, string>>) =>
    runProgram([...launcherOf(program), ...args], folder, { ...environment, ...extra })
  return {
    home,
    folder,
    claude: (...args) =>
      run(programs.claude, ['-p', ...args], {
        ANTHROPIC_BASE_URL: addresses.claude ?? '',
        ANTHROPIC_AUTH_TOKEN: 'dummy-claude-token',
        ANTHROPIC_MODEL: 'claude-sonnet-4-5',
      }),
    codex: (...args) => run(programs.codex, ['exec', ...args], { CODEX_HOME: codexHome }),
    gemini: (...args) =>
      run(programs.gemini, ['--yolo', '--skip-trust', '-p', ...args], {
        GOOGLE_GEMINI_BASE_URL: addresses.gemini ?? '',
        GEMINI_API_KEY: 'dummy-gemini-key',
      }),
    byItsFile: (client, ...args) => run(programs[client], args, {}),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** Nothing that would call out, and no question about how to sign in. */
const GEMINI_SETTINGS = {
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { disableAutoUpdate: true, disableUpdateNag: true },
  security: { auth: { selectedType: 'gemini-api-key' } },
}

/** As in the guide, with everything off that would call out. */
const codexConfig = (address: string): string => `
model = "gpt-5-codex"
model_provider = "clp"
sandbox_mode = "danger-full-access"
approval_policy = "never"
check_for_update_on_startup = false

[model_providers.clp]
name = "clp"
base_url = "${address}"
wire_api = "responses"
requires_openai_auth = true
${QUIET_CODEX}`

/** Tables of Codex that keep it from calling out. */
export const QUIET_CODEX = `
[features]
plugins = false
remote_plugin = false
apps = false

[analytics]
enabled = false

[otel]
exporter = "none"
trace_exporter = "none"
metrics_exporter = "none"
`

const launcherOf = (program: string): readonly [string, ...string[]] =>
  /\.[cm]?js$/.test(program) ? [process.execPath, program] : [program]

const runProgram = (
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ClientResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.once('error', reject)
    child.once('close', (status) => {
      resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    })
  })
