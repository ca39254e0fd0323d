/** The temporary home of the demo: two upstreams behind both services, a few rules, and balancing that has something to do. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Home, homeAt } from '../../store/files/home.ts'

export interface DemoAddresses {
  readonly steady: string
  readonly flaky: string
}

export interface DemoHome {
  readonly home: Home
  /** Safe to call twice. */
  readonly remove: () => void
}

export const createDemoHome = (addresses: DemoAddresses): DemoHome => {
  sweep()
  const root = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const home = homeAt(root)
  mkdirSync(home.data, { recursive: true, mode: 0o700 })
  for (const [file, value] of Object.entries(documentsFor(addresses))) {
    writeFileSync(home.file(file), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  }
  return { home, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) }
}

const PREFIX = 'clp-demo-'

/** Homes of demos that were killed before they could take theirs away. */
const sweep = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^clp-demo-(\d+)-/.exec(name)?.[1] ?? 0)
    if (pid === 0 || isAlive(pid)) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      // It belongs to somebody else.
    }
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const documentsFor = ({ steady, flaky }: DemoAddresses): Readonly<Record<string, unknown>> => ({
  'claude.json': {
    'anthropic-team': { base_url: steady, auth_token: 'sk-ant-demo-not-a-real-key', weight: 50, active: true },
    'cheap-relay': { base_url: `${flaky}/relay`, api_key: 'demo-relay-key-of-nobody', weight: 90 },
  },
  'codex.json': {
    'openai-team': { base_url: `${steady}/v1`, auth_token: 'sk-proj-demo-not-a-real-key', weight: 50, active: true },
    'cheap-relay': { base_url: `${flaky}/v1`, auth_token: 'demo-relay-key-of-nobody', weight: 90 },
  },
  'endpoint_filter.json': {
    enabled: true,
    rules: [
      {
        id: 'no-batches',
        prefix: '/v1/messages/batches',
        methods: ['POST'],
        action: { type: 'block', status: 403, message: 'Batches are off here' },
      },
    ],
  },
  'filter.json': [{ source: 'hunter2', op: 'replace', target: '••••••', match: 'text' }],
  'data/lb_config.json': {
    mode: 'weight-based',
    // Within the minute a relay that was left out is seen coming back.
    options: { failureThreshold: 3, autoResetMinutes: 0.2, resetCooldownSeconds: 5 },
  },
  'data/model_router_config.json': {
    mode: 'model-mapping',
    modelMappings: { claude: [{ source: 'claude-3-5-haiku-*', target: 'claude-haiku-4-5', source_type: 'model' }] },
  },
})
