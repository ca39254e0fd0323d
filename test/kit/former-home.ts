/** A home as the Python CLP 1.11 leaves it after some weeks: every file it writes, in its shapes, with its quirks. Nothing here is real. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const FORMER_TOKEN = `clp_${'F'.repeat(32)}`

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const metrics = (input: number, output: number, cached = 0) => ({
  input,
  cached_create: 0,
  cached_read: cached,
  output,
  reasoning: 0,
  total: input + output,
})

const logged = (over: Readonly<Record<string, unknown>>) => ({
  id: '11111111-1111-4111-8111-111111111111',
  timestamp: '2026-03-01T12:00:05',
  service: 'claude',
  method: 'POST',
  path: 'https://a.example/v1/messages?beta=true',
  status_code: 200,
  duration_ms: 5000,
  target_headers: { host: 'a.example', authorization: 'Bearer sk-upstream-secret' },
  channel: 'prod',
  filtered_body: base64('{"model":"sonnet","messages":[]}'),
  original_headers: { authorization: `Bearer ${FORMER_TOKEN}`, 'content-type': 'application/json' },
  original_body: base64('{"model":"opus","messages":[]}'),
  usage: { service: 'claude', metrics: metrics(100, 20, 7), raw: { input_tokens: 100 } },
  response_content: base64('{"type":"message"}'),
  response_bytes: 18,
  ...over,
})

const lines = (...entries: readonly unknown[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

/** Text of each file by its path below the home. JSON as Python writes it: two blanks, floats with `.0`, other letters as they are. */
export const FORMER_FILES: Readonly<Record<string, string>> = {
  'claude.json': `{
  "prod": {
    "base_url": "https://a.example",
    "auth_token": "sk-upstream-secret",
    "active": true,
    "weight": 10.0
  },
  "备用": {
    "base_url": "https://b.example/",
    "auth_token": "",
    "api_key": "sk-api",
    "active": false,
    "weight": 5
  },
  "old": {
    "base_url": "https://c.example",
    "auth_token": "sk-old",
    "active": false,
    "weight": 0.0,
    "deleted": true,
    "deleted_at": "2026-02-01T08:00:00Z"
  }
}`,
  'codex.json':
    '{\n  "main": {\n    "base_url": "https://d.example/v1",\n    "auth_token": "sk-codex",\n    "active": true\n  }\n}',
  'auth.json': JSON.stringify(
    {
      enabled: true,
      tokens: [
        {
          token: FORMER_TOKEN,
          name: 'laptop',
          description: '',
          created_at: '2026-01-15T10:30:00.123456',
          expires_at: null,
          active: true,
          services: ['ui', 'claude', 'codex'],
        },
        {
          token: `clp_${'G'.repeat(32)}`,
          name: 'gone',
          description: 'expired',
          created_at: '2025-01-15T10:30:00.123456',
          expires_at: '2025-02-01T00:00:00',
          active: true,
          services: ['claude'],
        },
      ],
      services: { ui: true, claude: true, codex: true },
    },
    null,
    2,
  ),
  'filter.json': '[\n  {\n    "source": "secret-[0-9]+",\n    "op": "remove"\n  }\n]',
  'header_filter.json':
    '{\n  "enabled": true,\n  "blocked_headers": [\n    "x-forwarded-for",\n    "x-real-ip"\n  ]\n}',
  'endpoint_filter.json': JSON.stringify(
    {
      enabled: true,
      rules: [
        {
          id: 'block-count-tokens',
          services: ['claude'],
          methods: ['GET', 'POST'],
          path: '/v1/messages/count_tokens',
          query: { beta: 'true' },
          action: { type: 'block', status: 451, message: 'Endpoint is blocked by proxy' },
        },
      ],
    },
    null,
    2,
  ),
  'data/model_router_config.json': JSON.stringify(
    {
      mode: 'model-mapping',
      modelMappings: { claude: [{ source: 'opus', target: 'sonnet', source_type: 'model' }], codex: [] },
      configMappings: { claude: [], codex: [] },
    },
    null,
    2,
  ),
  'data/lb_config.json': `{
  "mode": "weight-based",
  "options": {
    "autoResetOnAllFailed": true,
    "resetCooldownSeconds": 30,
    "notifyEnabled": true,
    "failureThreshold": 3
  },
  "services": {
    "claude": {
      "failureThreshold": 3,
      "currentFailures": {
        "prod": 1,
        "备用": 3
      },
      "excludedConfigs": [
        "备用"
      ],
      "lastResetAt": 1760000000.5
    },
    "codex": {
      "failureThreshold": 3,
      "currentFailures": {},
      "excludedConfigs": [],
      "lastResetAt": 0
    }
  }
}`,
  'data/proxy_requests_claude.jsonl': lines(
    logged({}),
    logged({
      id: '22222222-2222-4222-8222-222222222222',
      timestamp: '2026-03-01T12:01:05',
      status_code: 429,
      usage: {},
    }),
  ),
  'data/proxy_requests_codex.jsonl': lines(
    logged({
      id: '33333333-3333-4333-8333-333333333333',
      timestamp: '2026-03-01T12:02:05',
      service: 'codex',
      path: 'https://d.example/v1/responses',
      channel: 'main',
      usage: { service: 'codex', metrics: metrics(50, 5), raw: {} },
    }),
  ),
  'data/proxy_requests.jsonl': lines(
    logged({ id: '44444444-4444-4444-8444-444444444444', timestamp: '2025-12-01T00:00:00' }),
  ),
  'data/history_usage.json': JSON.stringify({ claude: { prod: metrics(1000, 200) }, codex: { main: metrics(30, 3) } }),
  'data/history_usage_by_token.json': JSON.stringify({ laptop: { claude: { prod: metrics(900, 150) }, codex: {} } }),
  'run/claude_code_proxy.pid': '999999991',
  'run/codex_proxy.pid': '999999992',
  'run/ui.pid': '999999993\n',
  'run/claude_proxy.log': 'INFO:     127.0.0.1:50000 - "POST /v1/messages HTTP/1.1" 200 OK\n',
  'run/codex_proxy.log': '',
  'run/ui.log': '[2026-03-01 12:00:00 +0000] [7] [INFO] Starting gunicorn\n',
}

/** Writes it all into a fresh folder, with the permissions the original leaves, and returns the folder. */
export const createFormerHome = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'clp-former-'))
  chmodSync(root, 0o755)
  for (const [path, text] of Object.entries(FORMER_FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { mode: 0o644 })
  }
  return root
}
