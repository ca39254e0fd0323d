import { existsSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { listen } from '../../test/kit/fake-upstream.ts'
import { createTempHome } from '../../test/kit/temp-home.ts'
import { createDaemon, type Daemon } from './daemon.ts'

const FREE = { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' }

const start = async (): Promise<{ readonly daemon: Daemon; readonly root: string }> => {
  const { root } = createTempHome({})
  const daemon = await createDaemon({ home: root, environment: FREE })
  onTestFinished(() => daemon.close(0))
  return { daemon, root }
}

const firstMessage = (address: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${address}/ws/realtime`)
    onTestFinished(() => socket.terminate())
    socket.once('message', (data) => resolve(String(data)))
    socket.once('error', reject)
  })

it('answers the admin API and viewers on every port from the moment it is ready', async () => {
  const { daemon } = await start()
  const service = daemon.services[0]?.address ?? ''
  const [status, ...snapshots] = await Promise.all([
    fetch(`${daemon.ui}/api/status`),
    firstMessage(daemon.ui),
    firstMessage(service),
  ])
  expect(status.status).toBe(200)
  for (const text of snapshots) expect(text).toContain('"type":"snapshot"')
})

it('counts the requests that came before anybody asked for the admin API', async () => {
  const upstream = createHttpServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      '{"id":"m","type":"message","role":"assistant","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":1,"output_tokens":1}}',
    )
  })
  const port = await listen(upstream)
  onTestFinished(() => void upstream.close())
  const documents = {
    claude: { main: { base_url: `http://127.0.0.1:${port}`, auth_token: 'key', active: true } },
  }
  const daemon = await createDaemon({ home: createTempHome(documents).root, environment: FREE })
  onTestFinished(() => daemon.close(0))
  const body = JSON.stringify({ model: 'claude-opus-4-5', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] })
  const headers = { 'content-type': 'application/json' }
  await (await fetch(`${daemon.services[0]?.address}/v1/messages`, { method: 'POST', body, headers })).text()
  const status = (await (await fetch(`${daemon.ui}/api/status`)).json()) as {
    readonly services: readonly { readonly minutes: readonly { readonly requests: number }[] }[]
  }
  expect(status.services[0]?.minutes.reduce((sum, { requests }) => sum + requests, 0)).toBe(1)
})

it('closes in order right after its start', async () => {
  const { daemon, root } = await start()
  await daemon.close(0)
  // Where the admin server complains when something that it looks into was closed beneath it.
  const log = join(root, 'run/ui.log')
  expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('')
})

it('goes on when a viewer leaves before it was answered', async () => {
  const { daemon } = await start()
  const socket = new WebSocket(`${daemon.ui}/ws/realtime`)
  socket.on('error', () => undefined)
  socket.terminate()
  expect((await fetch(`${daemon.ui}/health`)).status).toBe(200)
})

it('closes again what it had opened when a port cannot be had', async () => {
  const taken = createServer()
  const port = await listen(taken)
  onTestFinished(() => void taken.close())
  const { root } = createTempHome({})
  const first = createDaemon({ home: root, environment: { ...FREE, CLP_UI_PORT: String(port) } })
  await expect(first).rejects.toMatchObject({ reason: { code: 'port-in-use', port } })
  const second = await createDaemon({ home: root, environment: FREE })
  onTestFinished(() => second.close(0))
  expect((await fetch(`${second.ui}/health`)).status).toBe(200)
})
