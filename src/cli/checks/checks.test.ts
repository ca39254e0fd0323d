/** Brings about everything that `clp doctor` can find, one trouble at a time, on real files, ports and servers. */
import { spawn } from 'node:child_process'
import { chmodSync, truncateSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMachine, type Machine, record } from '../../../test/kit/machine.ts'
import { en } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'
import type { CheckContext } from './check.ts'
import { checkSuite } from './checks.suite.ts'
import { checks } from './index.ts'

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const upstream = (baseUrl: string, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ main: { base_url: baseUrl, auth_token: 'key', active: true, ...more } })

const CLAUDE = (address: string, token = '-') =>
  JSON.stringify({ env: { ANTHROPIC_BASE_URL: address, ANTHROPIC_AUTH_TOKEN: token } })
const CODEX = (head: string, more = '') =>
  `${head}\n[model_providers.clp]\nbase_url = "http://127.0.0.1:13211"\n${more}\n[profiles.p]\nmodel_provider = "openai"\n`
const HERE = 'http://127.0.0.1:13210'
const ATTACHED = (state: string, file: string, address = HERE) =>
  JSON.stringify({
    version: 1,
    attachments: [
      {
        service: 'claude',
        file,
        state,
        address,
        tokenName: null,
        mode: null,
        hash: '',
        undo: { existed: false, blank: null, keys: [], made: [], hollow: [], open: false },
        at: 1,
        former: null,
      },
    ],
  })
const RUN_FILE = (address: string, pid = process.pid) =>
  JSON.stringify({
    pid,
    mark: '',
    instance: 'i',
    controlKey: 'k',
    addresses: { services: [], ui: address },
    version: '0.0.1',
    startedAt: 1,
  })
const GUARDED = '{"enabled":true,"tokens":[]}'
const NO_KEY = upstream('https://one.example', { auth_token: '' })
const KEY = upstream('https://one.example/v1')
const OWN_PROVIDER = 'openai_base_url = "http://127.0.0.1:13211"'
const NOBODY = 4_000_000
const PROXY = { HTTPS_PROXY: 'http://me:secret@proxy.example:3128' }

type Trouble = (machine: Machine) => Promise<CheckContext>
const changed =
  (change: (context: CheckContext) => Partial<CheckContext>): Trouble =>
  async (machine) => {
    const context = await machine.look()
    return { ...context, ...change(context) }
  }
const written =
  (path: string, text: string | ((machine: Machine) => string), environment = {}): Trouble =>
  (machine) => {
    machine.write(path, typeof text === 'string' ? text : text(machine))
    return machine.look(environment)
  }
const files =
  (texts: Readonly<Record<string, string>>): Trouble =>
  (machine) => {
    for (const [path, text] of Object.entries(texts)) machine.write(path, text)
    return machine.look()
  }
const answering =
  (fault: string): Trouble =>
  async (machine) => {
    machine.write('.clp/claude.json', upstream('https://one.example'))
    return { ...(await machine.look()), reach: async () => ({ fault: fault as 'dns', code: 'E' }) }
  }
const settings = (machine: Machine) => join(machine.root, '.claude/settings.json')

/** By check and kind: how it comes about. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  'node-version old': changed(() => ({ nodeVersion: '18.20.0' })),
  'node-version brotli': changed(() => ({ nodeVersion: '22.23.3' })),
  'home-writable unwritable': async (machine) => {
    // Nobody can take rights from root, so a file in the place of a folder has to do.
    machine.write('.clp/data', '')
    return machine.look()
  },
  'home-permissions open': async (machine) => {
    chmodSync(machine.home, 0o755)
    machine.write('.clp/claude.json', '{}', 0o644)
    return machine.look()
  },
  'disk-space low': async (machine) => {
    const { statfs } = await import('node:fs/promises')
    const { bavail, bsize } = await statfs(machine.root)
    return { ...(await machine.look()), littleSpace: bavail * bsize * 2 + 1 }
  },
  'documents rejected': written('.clp/claude.json', '{'),
  'documents partly': written('.clp/claude.json', '{"a": {"base_url": "nowhere"}}'),
  'documents names': written('.clp/claude.json', '{"a": {"base_url": "https://a"}, "A": {"base_url": "https://b"}}'),
  'database damaged': written('.clp/data/clp.db', 'this is no database, however long it may be'.repeat(100)),
  'older-bodies kept': async (machine) => {
    machine.write('.clp/mask.json', '{"enabled":true}')
    await record(machine, '{"key":"in clear"}')
    return machine.look()
  },
  'log-size log': async (machine) => {
    truncateSync(machine.write('.clp/run/ui.log', ''), 65 * 1024 * 1024)
    return machine.look()
  },
  'log-size database': async (machine) => {
    truncateSync(machine.write('.clp/data/clp.db', ''), 3 * 1024 ** 3)
    return machine.look()
  },
  'daemon asleep': (machine) => machine.look(),
  'daemon silent': changed(() => ({ run: JSON.parse(RUN_FILE('http://127.0.0.1:1')) })),
  'daemon version': changed(() => ({
    run: JSON.parse(RUN_FILE('http://127.0.0.1:1')),
    status: { version: '0.0.1' } as NonNullable<CheckContext['status']>,
  })),
  'former-clp alive': async (machine) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', 'python'])
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.once('spawn', resolve))
    machine.write('.clp/run/ui.pid', String(child.pid))
    return machine.look()
  },
  'stale-run-file stale': written('.clp/run/clp.pid', RUN_FILE('http://127.0.0.1:1', NOBODY)),
  'stale-lock stale': written('.clp/run/clp.lock/a.claim', JSON.stringify({ pid: NOBODY, mark: 'x', held: true })),
  'ports takenBy': async (machine) => {
    const port = await listen(createTcpServer())
    return machine.look({ CLP_CLAUDE_PORT: String(port) })
  },
  'ports unusable': (machine) => machine.look({ CLP_CODEX_PORT: 'many' }),
  'open-door open': (machine) => machine.look({ CLP_PROXY_HOST: '0.0.0.0' }),
  'web-ui missing': changed(() => ({
    status: { notices: [{ code: 'web-missing' }] } as unknown as NonNullable<CheckContext['status']>,
  })),
  'access-tokens none': written('.clp/auth.json', GUARDED),
  'active-upstream none': (machine) => machine.look(),
  'active-upstream disabled': written('.clp/claude.json', upstream('https://one.example', { deleted: true })),
  'base-url doubled': written('.clp/claude.json', upstream('https://one.example/v1')),
  'base-url whole': written('.clp/codex.json', upstream('https://one.example/v1/responses')),
  'base-url missing': written('.clp/codex.json', upstream('https://api.openai.com')),
  'base-url self': written('.clp/claude.json', upstream('http://localhost:13211')),
  'credential scheme': written('.clp/claude.json', upstream('https://one.example', { auth_token: 'Bearer abc' })),
  'credential needsApiKey': written(
    '.clp/claude.json',
    upstream('https://one.example', { auth_token: 'sk-ant-api03-x' }),
  ),
  'credential needsBearer': written(
    '.clp/codex.json',
    upstream('https://api.openai.com/v1', { auth_token: '', api_key: 'sk-x' }),
  ),
  'reachable dns': answering('dns'),
  'reachable timeout': answering('timeout'),
  'reachable refused': async (machine) => {
    const server = createTcpServer()
    const port = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    machine.write('.clp/claude.json', upstream(`http://127.0.0.1:${port}`))
    return machine.look()
  },
  'reachable tls': async (machine) => {
    const port = await listen(createServer())
    machine.write('.clp/claude.json', upstream(`https://127.0.0.1:${port}`))
    return machine.look()
  },
  'reachable broken': async (machine) => {
    const port = await listen(createTcpServer((socket) => socket.destroy()))
    machine.write('.clp/claude.json', upstream(`http://127.0.0.1:${port}`))
    return machine.look()
  },
  'reachable redirects': async (machine) => {
    const port = await listen(
      createServer((_, response) => response.writeHead(308, { location: 'https://me:secret@moved.example/' }).end()),
    )
    machine.write('.clp/claude.json', upstream(`http://127.0.0.1:${port}`))
    return machine.look()
  },
  'clock skewed': async (machine) => {
    const port = await listen(
      createServer((_, response) => {
        response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString())
        response.end()
      }),
    )
    machine.write('.clp/claude.json', upstream(`http://127.0.0.1:${port}`))
    return machine.look()
  },
  'outgoing-proxy used': written('.clp/claude.json', upstream('https://one.example'), PROXY),
  'outgoing-proxy direct': written('.clp/claude.json', upstream('https://10.1.2.3'), {
    ...PROXY,
    NO_PROXY: '10.0.0.0/8',
  }),
  'outgoing-proxy unusable': written('.clp/claude.json', upstream('https://one.example'), {
    HTTPS_PROXY: 'http://me:a/secret@proxy.example',
  }),
  'outgoing-proxy unreadable': (machine) => machine.look({ ...PROXY, NO_PROXY: '10.0.0.0/99' }),
  'proxy-loop loops': (machine) => machine.look({ https_proxy: 'http://me:secret@localhost:13210' }),
  'half-done interrupted': written('.clp/data/attach.json', (machine) => ATTACHED('planned', settings(machine))),
  'half-done journal': written('.clp/data/attach.json', '{'),
  'client-attached none': (machine) => machine.look(),
  'client-attached elsewhere': written('.claude/settings.json', CLAUDE('https://other.example')),
  'client-attached moved': async (machine) => {
    machine.write('.claude/settings.json', CLAUDE('http://127.0.0.1:3999'))
    machine.write('.clp/data/attach.json', ATTACHED('done', settings(machine), 'http://127.0.0.1:3999'))
    return machine.look()
  },
  'client-attached unreadable': written('.claude/settings.json', '{'),
  'client-provider other': written('.codex/config.toml', CODEX('model_provider = "openai"')),
  'client-provider profile': written('.codex/config.toml', CODEX('model_provider = "clp"\nprofile = "p"')),
  'client-websockets on': written('.codex/config.toml', CODEX('model_provider = "clp"', 'supports_websockets = true')),
  'client-token missing': files({ '.clp/auth.json': GUARDED, '.claude/settings.json': CLAUDE(HERE) }),
  'client-token refused': files({ '.clp/auth.json': GUARDED, '.claude/settings.json': CLAUDE(HERE, 'clp_gone') }),
  'client-login hidden': files({ '.clp/claude.json': NO_KEY, '.claude/settings.json': CLAUDE(HERE) }),
  'client-login needed': files({ '.clp/codex.json': NO_KEY, '.codex/config.toml': OWN_PROVIDER }),
  'client-login needless': files({ '.clp/codex.json': KEY, '.codex/config.toml': OWN_PROVIDER }),
  'client-overrides address': files({
    '.codex/work.config.toml': 'model_provider = "other"',
    '.codex/config.toml': CODEX('model_provider = "clp"'),
  }),
  'client-overrides credential': written(
    '.claude/settings.json',
    JSON.stringify({ env: { ANTHROPIC_BASE_URL: HERE, ANTHROPIC_AUTH_TOKEN: '-' }, apiKeyHelper: 'echo secret' }),
  ),
  'client-overrides signIn': files({
    '.gemini/settings.json': '{"security":{"auth":{"selectedType":"oauth-personal"}}}',
    '.gemini/.env': 'GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:3212\n',
  }),
  'client-reach proxied': (machine) => machine.look({ http_proxy: 'http://me:secret@proxy.example:3128' }),
  'shell-variables set': (machine) => machine.look({ ANTHROPIC_API_KEY: 'k' }),
}

/** Needs a program of another user, whose name may not be known. */
const NOT_HERE = ['ports taken']

describe('what clp doctor finds', () => {
  it.each(Object.entries(TROUBLES))('%s', async (name, bring) => {
    const [id, kind] = name.split(' ')
    const check = checks.find((one) => one.id === id)
    const findings = (await check?.run(await bring(createMachine()))) ?? []
    expect(findings.map((finding) => finding.kind)).toContain(kind)
    const kinds: Readonly<Record<string, { cause: string; remedy: string }>> =
      en.doctor.checks[check?.id ?? 'ports'].findings
    for (const finding of findings) {
      const { cause = '{', remedy = '{' } = kinds[finding.kind] ?? {}
      expect(fill(cause + remedy, finding.values)).not.toMatch(/[{}]|undefined|secret/)
    }
  })
})

const sound = async (): Promise<CheckContext> => {
  const machine = createMachine()
  const port = await listen(createServer((_, response) => response.end()))
  machine.write('.clp/claude.json', upstream(`http://127.0.0.1:${port}`))
  machine.write('.clp/codex.json', upstream(`http://127.0.0.1:${port}/v1`))
  machine.write('.claude/settings.json', CLAUDE(HERE))
  machine.write('.codex/config.toml', CODEX('model_provider = "clp"'))
  return machine.look()
}

const tried = new Set([...Object.keys(TROUBLES), ...NOT_HERE])
for (const check of checks) checkSuite(check, { sound, tried })

it('asks for no version in the address of an upstream whose requests are translated', async () => {
  const machine = createMachine()
  machine.write('.clp/codex.json', upstream('https://api.deepseek.com', { protocol: 'chat' }))
  machine.write(
    '.clp/claude.json',
    upstream('https://api.openai.com/v1', { protocol: 'responses', auth_token: '', api_key: 'sk-x' }),
  )
  const context = await machine.look()
  const found = await Promise.all(
    ['base-url', 'credential'].map((id) => checks.find((one) => one.id === id)?.run(context)),
  )
  expect(found).toEqual([[], []])
})

describe('the shelf of checks', () => {
  it('has at least twenty, each named once, and texts for no other', () => {
    const ids = checks.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(20)
    expect([...ids].sort()).toEqual(Object.keys(en.doctor.checks).sort())
  })
})
