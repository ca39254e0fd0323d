/** Upstreams behind a company's proxy: `HTTP_PROXY` and its kin are honoured, `NO_PROXY` too. */
import { createServer } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { clp, upstream } from '../../kit/clp.ts'
import { listen } from '../../kit/fake-upstream.ts'
import { type ForwardProxy, startForwardProxy } from '../../kit/forward-proxy.ts'
import { messageStream, text } from '../../kit/messages-stream.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { everyBytes, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const HOST = ['Host', 'localhost']

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']

const environment = (values: Readonly<Record<string, string>>): void => {
  for (const name of NAMES) {
    vi.stubEnv(name, values[name] ?? '')
    vi.stubEnv(name.toLowerCase(), '')
  }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

const forwardProxy = async (): Promise<ForwardProxy> => {
  const started = await startForwardProxy()
  onTestFinished(() => started.close())
  return started
}

test.each(['HTTP_PROXY', 'ALL_PROXY'])('%s is the way to a plain upstream', async (variable) => {
  const proxy = await forwardProxy()
  environment({ [variable]: proxy.url })
  const stream = messageStream({ blocks: [text('Hello 漢字')] })
  const behind = await upstream(pieces(everyBytes(stream, 9)))
  const { claude } = await clp({ claude: { main: entry(behind.url) } })
  const response = await exchangeRaw(
    claude,
    requestBytes('POST /v1/messages?beta=true', [...HOST, 'Content-Length', '2'], '{}'),
  )
  expect(response.body.toString()).toBe(stream)
  expect(proxy.asked).toEqual([`POST ${behind.url}/v1/messages?beta=true`])
  expect(behind.seen[0]?.header('authorization')).toEqual(['Bearer upstream-token'])
})

test('a proxy that wants a name and a password gets them', async () => {
  const proxy = await forwardProxy()
  environment({ HTTP_PROXY: proxy.url.replace('//', '//me:secret@') })
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(behind.url) } })
  await exchangeRaw(claude, requestBytes('GET /', HOST))
  expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`])
})

test('HTTPS_PROXY is asked for a tunnel to an encrypted upstream', async () => {
  const proxy = await forwardProxy()
  environment({ HTTPS_PROXY: proxy.url })
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(behind.url.replace('http:', 'https:')) } })
  // Nothing encrypted stands behind it, so the handshake fails: what counts is the way that was taken.
  expect((await exchangeRaw(claude, requestBytes('GET /', HOST))).status).toBe(502)
  expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${behind.port}`])
})

test('NO_PROXY goes straight', async () => {
  const proxy = await forwardProxy()
  environment({ HTTP_PROXY: proxy.url, NO_PROXY: 'example.com,127.0.0.1' })
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(behind.url) } })
  expect((await exchangeRaw(claude, requestBytes('GET /', HOST))).status).toBe(200)
  expect(proxy.asked).toEqual([])
})

test('a proxy that cannot be reached is named as the trouble', async () => {
  environment({ HTTP_PROXY: 'http://127.0.0.1:9' })
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(behind.url) } })
  const response = await exchangeRaw(claude, requestBytes('GET /', HOST))
  expect(response.status).toBe(502)
  expect(response.body.toString()).toContain(`${behind.url} by way of the proxy http://127.0.0.1:9`)
  expect(behind.seen).toHaveLength(0)
})

test.each(['http', 'socks5'])('a silent %s proxy is given up when the time for connecting is over', async (scheme) => {
  const silent = createServer((socket) => void socket.on('error', () => undefined).resume())
  const port = await listen(silent)
  onTestFinished(() => void silent.close())
  environment({ HTTPS_PROXY: `${scheme}://127.0.0.1:${port}` })
  const { claude } = await clp({
    claude: { main: entry('https://192.0.2.1') },
    system: { timeouts: { connectSeconds: 0.2 } },
  })
  const response = await exchangeRaw(claude, requestBytes('GET /', HOST))
  expect([response.status, response.body.toString()]).toEqual([502, expect.stringContaining('connect-timeout')])
})
