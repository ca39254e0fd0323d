// Changes CLP's configuration every second, by API, by the command line's way (the same documents), and as an editor does.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { api } from '../kit/daemon.mjs'
import { pause } from '../kit/wait.mjs'

export const upstreamsDocument = ({ steady, flaky, dead }, active) => ({
  steady: { base_url: `http://127.0.0.1:${steady}`, auth_token: 'a', weight: 30, active: active === 'steady' },
  flaky: { base_url: `http://127.0.0.1:${flaky}`, auth_token: 'b', weight: 60, active: active === 'flaky' },
  dead: { base_url: `http://127.0.0.1:${dead}`, auth_token: 'c', weight: 90, active: false },
})

export const balancing = (mode) => ({
  mode,
  options: { autoResetMinutes: 0.05, failureThreshold: 2, maxRestSeconds: 2, resetCooldownSeconds: 1 },
})

const routing = (on) => ({
  mode: on ? 'model-mapping' : 'default',
  modelMappings: { codex: [{ source: 'gpt-soak', target: 'gpt-soak-mapped' }] },
})

/** Runs until told to stop; resolves with { switches, refused } then. */
export const startConfigChanges = (daemon, ports) => {
  let going = true
  let switches = 0
  let refused = 0
  const put = async (id, value) => {
    const { headers } = await api(daemon, `/api/documents/${id}`)
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
    const { status } = await api(daemon, `/api/documents/${id}`, {
      method: 'PUT',
      body: { text },
      headers: { 'if-match': headers.etag },
    })
    if (status !== 200) refused += 1
  }
  const edit = (file, value) => {
    const path = join(daemon.home, file)
    writeFileSync(`${path}.editor`, JSON.stringify(value, null, 2), { mode: 0o600 })
    renameSync(`${path}.editor`, path)
  }
  const steps = [
    () => put('lb', balancing('weight-based')),
    () => edit('claude.json', upstreamsDocument(ports, 'flaky')),
    () => put('endpoint-filter', { enabled: true, rules: [{ path: '/nowhere', action: { type: 'block' } }] }),
    () => put('routing', routing(true)),
    () => put('lb', balancing('active-first')),
    () => edit('claude.json', upstreamsDocument(ports, 'steady')),
    () => put('filter', [{ source: 'a text that stands nowhere', op: 'replace', target: 'x' }]),
    () => put('lb', balancing('sticky')),
    () => put('routing', routing(false)),
    () => put('filter', []),
    () => edit('codex.json', upstreamsDocument(ports, switches % 20 < 10 ? 'steady' : 'flaky')),
    () => put('lb', balancing('weighted-random')),
  ]
  const running = (async () => {
    while (going) {
      await steps[switches % steps.length]()
      switches += 1
      await pause(1000)
    }
    return { switches, refused }
  })()
  return {
    stop: () => {
      going = false
      return running
    },
  }
}
