// Who is measured: nothing in between, nginx, the bare relays, and CLP with different homes. A contender is a name, a `start`
// that resolves with { port, pid, close }, and for CLP the home it runs with. To measure CLP in another state, add a home.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MEMORY_SETTINGS } from '../build/daemon/supervisor/memory-settings.js'
import { daemonFlags } from '../build/daemon/supervisor/node-flags.js'
import { fillLog, growth } from './growth.mjs'
import { answering, CORES, freePort, start, startPart, stop } from './processes.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

const direct = {
  name: 'direct',
  what: 'no proxy',
  start: async (target) => ({ port: target.port, close: async () => undefined }),
}

const nginxProgram = process.env['CLP_BENCH_NGINX'] ?? 'nginx'

const nginx = {
  name: 'nginx',
  what: 'nginx, one worker, buffering off',
  available: () => spawnSync(nginxProgram, ['-v']).status === 0,
  start: async (target) => {
    const folder = mkdtempSync(join(tmpdir(), 'clp-bench-nginx-'))
    const port = await freePort()
    writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, port, target.port))
    const child = start({
      command: [nginxProgram, '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
      core: CORES.contender,
    })
    await answering(port)
    return { port, pid: child.pid, close: () => stop(child).then(() => remove(folder)) }
  },
}

// One process that is its own worker, so that its CPU time and memory are one number.
const nginxConfig = (folder, port, targetPort) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 4096; }
http {
  access_log off;
  client_max_body_size 0;
  client_body_buffer_size 4m;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 100000000;
  upstream target { server 127.0.0.1:${targetPort}; keepalive 1024; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://target;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
`

const relay = (name, file, what) => ({
  name,
  what,
  start: async (target) => {
    const part = await startPart(here(file), {
      core: CORES.contender,
      environment: { TARGET_PORT: String(target.port) },
    })
    return { ...part, close: () => stop(part.child) }
  },
})

/** The token a client shows where access is on. */
const TOKEN = `clp_${'b'.repeat(32)}`

/** Where CLP's upstreams stand: one by default; a home may put others around it. */
const upstream = (target, fields = {}) => ({
  base_url: `http://127.0.0.1:${target.port}`,
  auth_token: 'upstream-token',
  active: true,
  weight: 10,
  ...fields,
})

/** Nothing is kept of any request. */
const NO_JOURNAL = {
  limits: { captureRequestBytes: 0, captureResponseBytes: 0 },
  logLimit: { requests: 0, requestsWithBodies: 0 },
}

/** Documents by path under the home. */
const homes = {
  off: (target) => ({
    'claude.json': { main: upstream(target) },
    'header_filter.json': { enabled: false, blocked_headers: [] },
    'data/system.json': NO_JOURNAL,
  }),
  journal: (target) => ({ 'claude.json': { main: upstream(target) } }),
  chat: (target) => ({ 'claude.json': { main: upstream(target, { protocol: 'chat' }) } }),
  on: (target) => ({
    'claude.json': {
      main: upstream(target, { weight: 20 }),
      second: upstream(target, { active: false, weight: 10 }),
      third: upstream(target, { active: false, weight: 5 }),
    },
    'endpoint_filter.json': {
      enabled: true,
      rules: Array.from({ length: 10 }, (_, index) => endpointRule(index)),
    },
    'header_filter.json': { enabled: true, blocked_headers: ['x-forwarded-for', 'x-real-ip', 'x-forwarded-proto'] },
    'filter.json': [{ source: 'a text that stands in no request of the bench', op: 'replace', target: 'another' }],
    'auth.json': {
      enabled: true,
      tokens: [{ token: TOKEN, name: 'bench', active: true, expires_at: null, services: ['ui', 'claude', 'codex'] }],
      services: { ui: false, claude: true, codex: true },
    },
    'data/lb_config.json': { mode: 'weight-based' },
  }),
  model: (target) => ({
    'claude.json': { main: upstream(target) },
    'data/model_router_config.json': {
      mode: 'model-mapping',
      modelMappings: {
        claude: [{ source: 'claude-sonnet-4-5', target: 'claude-opus-4-5-20251101', source_type: 'model' }],
      },
    },
    'header_filter.json': { enabled: false, blocked_headers: [] },
    'data/system.json': NO_JOURNAL,
  }),
}

const endpointRule = (index) => ({
  id: `rule-${index}`,
  services: ['claude'],
  methods: ['POST'],
  ...(index % 3 === 0
    ? { path: `/v1/blocked/${index}` }
    : index % 3 === 1
      ? { prefix: `/v1/private-${index}` }
      : { regex: `^/v1/files/[a-f0-9]{8}-${index}/content$` }),
  action: { type: 'block', status: 403, message: 'Not here' },
})

const clp = (name, home, { what, token, viewer = false, onlyIn, prepare = () => undefined }) => ({
  name,
  what,
  ...(token === undefined ? {} : { token }),
  ...(onlyIn === undefined ? {} : { onlyIn }),
  start: async (target) => {
    const root = writeHome(home(target))
    prepare(root)
    const [port, codexPort, uiPort] = await Promise.all([freePort(), freePort(), freePort()])
    const child = start({
      command: [process.execPath, ...daemonFlags(), '--import', here('loop-delay.mjs'), program, 'run'],
      core: CORES.contender,
      environment: {
        ...MEMORY_SETTINGS,
        CLP_HOME: root,
        CLP_CLAUDE_PORT: String(port),
        CLP_CODEX_PORT: String(codexPort),
        CLP_UI_PORT: String(uiPort),
        BENCH_LOOP_DELAY: join(root, 'loop-delay.json'),
      },
    })
    await answering(port)
    const watcher = viewer
      ? start({
          command: [process.execPath, here('viewer.mjs'), `ws://127.0.0.1:${uiPort}/ws/realtime`],
          core: CORES.load,
        })
      : undefined
    return {
      port,
      pid: child.pid,
      loopDelayFile: join(root, 'loop-delay.json'),
      close: async () => {
        if (watcher !== undefined) await stop(watcher)
        await stop(child)
        remove(root)
      },
    }
  },
})

/** Writes documents into a home of its own. */
export const writeHome = (documents) => {
  const root = mkdtempSync(join(tmpdir(), 'clp-bench-home-'))
  for (const [path, value] of Object.entries(documents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), JSON.stringify(value, null, 2))
  }
  return root
}

const remove = (folder) => rmSync(folder, { recursive: true, force: true })

export const contenders = [
  direct,
  nginx,
  relay('relay', 'relay.mjs', 'bare relay, node:http and its own client'),
  relay('relay-undici', 'relay-undici.mjs', 'bare relay, node:http and undici dispatch'),
  clp('clp-off', homes.off, { what: 'CLP, everything off, no journal' }),
  clp('clp-journal', homes.journal, { what: 'CLP as installed: journal and usage' }),
  clp('clp-translated', homes.chat, { what: 'CLP as installed, before an upstream of Chat Completions' }),
  clp('clp-on', homes.on, { what: 'CLP, everything on', token: TOKEN, viewer: true }),
  clp('clp-model', homes.model, { what: 'CLP, model rewritten, no journal' }),
  ...growth.map(({ workload, size, home, rows }) =>
    clp(`${workload}-${size}`, (target) => home((fields) => upstream(target, fields)), {
      what: `CLP with ${size} of what ${workload} counts`,
      onlyIn: workload,
      ...(rows === undefined ? {} : { prepare: (root) => fillLog(join(root, 'data', 'clp.db'), rows) }),
    }),
  ),
]

/** The home of the cold-start measurements. */
export const coldHome = () => homes.journal({ port: 9 })
