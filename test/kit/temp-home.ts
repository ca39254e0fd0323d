/** A CLP home of its own for one test, with the documents the test needs, removed afterwards. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { UpstreamEntry } from '../../src/contract/settings.ts'

/** Documents by what they are; a string is written as it stands, everything else as JSON. */
export interface HomeDocuments {
  readonly claude?: Readonly<Record<string, UpstreamEntry>> | string
  readonly codex?: Readonly<Record<string, UpstreamEntry>> | string
  readonly gemini?: Readonly<Record<string, UpstreamEntry>> | string
  readonly auth?: unknown
  readonly endpointFilter?: unknown
  readonly headerFilter?: unknown
  readonly bodyFilter?: unknown
  readonly mask?: unknown
  readonly routing?: unknown
  readonly balancing?: unknown
  readonly budgets?: unknown
  readonly system?: unknown
}

const FILES = {
  claude: 'claude.json',
  codex: 'codex.json',
  gemini: 'gemini.json',
  auth: 'auth.json',
  endpointFilter: 'endpoint_filter.json',
  headerFilter: 'header_filter.json',
  bodyFilter: 'filter.json',
  mask: 'mask.json',
  routing: 'data/model_router_config.json',
  balancing: 'data/lb_config.json',
  budgets: 'data/budgets.json',
  system: 'data/system.json',
} as const satisfies Record<keyof HomeDocuments, string>

export interface TempHome {
  readonly root: string
  readonly write: (documents: HomeDocuments) => void
  /** Text of a file, by its path under the home. */
  readonly read: (relative: string) => string
  readonly remove: () => void
}

export const createTempHome = (documents: HomeDocuments = {}): TempHome => {
  const root = mkdtempSync(join(tmpdir(), 'clp-home-'))
  const write = (next: HomeDocuments): void => {
    for (const key of Object.keys(next) as (keyof HomeDocuments)[]) {
      const file = join(root, FILES[key])
      mkdirSync(dirname(file), { recursive: true })
      const value = next[key]
      writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2))
    }
  }
  write(documents)
  return {
    root,
    write,
    read: (relative) => readFileSync(join(root, relative), 'utf8'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** An upstream entry that shows a bearer token, unless told otherwise. */
export const entry = (baseUrl: string, fields: Partial<UpstreamEntry> = {}): UpstreamEntry => ({
  base_url: baseUrl,
  auth_token: 'upstream-token',
  ...fields,
})
