/** Upstreams behind a company's proxy: `HTTP_PROXY` and its kin are honoured, `NO_PROXY` too, as the environment of the daemon has them. */
import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { type FakeUpstream, listen } from '../../kit/fake-upstream.ts'
import { type ForwardProxy, startForwardProxy } from '../../kit/forward-proxy.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { everyBytes, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const HOST = ['Host', 'localhost']

/** The address of an upstream under a name that only the proxy knows. */
const elsewhere = ({ url }: FakeUpstream): string => url.replace('127.0.0.1', 'relay.invalid')

const forwardProxy = async (): Promise<ForwardProxy> => {
  const started = await startForwardProxy()
  onTestFinished(() => started.close())
  return started
}

test.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('%s leads to a plain upstream', async (variable) => {
  const proxy = await forwardProxy()
  const stream = messageStream({ blocks: [text('Hello 漢字')] })
  const behind = await upstream(pieces(everyBytes(stream, 9)))
  const { claude } = await clp({ claude: { main: entry(elsewhere(behind)) } }, { [variable]: proxy.url })
  const response = await exchangeRaw(
    claude,
    requestBytes('POST /v1/messages?beta=true', [...HOST, 'Content-Length', '2'], '{}'),
  )
  expect(response.body.toString()).toBe(stream)
  expect(proxy.asked).toEqual([`POST ${elsewhere(behind)}/v1/messages?beta=true`])
  expect(behind.seen[0]?.header('authorization')).toEqual(['Bearer upstream-token'])
})

test('a proxy that wants a name and a password gets them', async () => {
  const proxy = await forwardProxy()
  const behind = await upstream(json({}))
  const { claude } = await clp(
    { claude: { main: entry(elsewhere(behind)) } },
    { HTTP_PROXY: proxy.url.replace('//', '//me:se%20c%ret@') },
  )
  await exchangeRaw(claude, requestBytes('GET /', HOST))
  expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('me:se%20c%ret').toString('base64')}`])
})

test('HTTPS_PROXY is asked for a tunnel to an encrypted upstream', async () => {
  const proxy = await forwardProxy()
  const behind = await upstream(json({}))
  const { claude } = await clp(
    { claude: { main: entry(elsewhere(behind).replace('http:', 'https:')) } },
    { HTTPS_PROXY: proxy.url },
  )
  // Nothing encrypted stands behind it, so the handshake fails: what counts is who was asked.
  expect((await exchangeRaw(claude, requestBytes('GET /', HOST))).status).toBe(502)
  expect(proxy.asked).toEqual([`CONNECT relay.invalid:${behind.port}`])
})

test('this machine itself is reached directly', async () => {
  const proxy = await forwardProxy()
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(behind.url) } }, { ALL_PROXY: proxy.url })
  expect((await exchangeRaw(claude, requestBytes('GET /', HOST))).status).toBe(200)
  expect(proxy.asked).toEqual([])
})

test('what NO_PROXY names is reached directly', async () => {
  const proxy = await forwardProxy()
  const behind = await upstream(json({}))
  const { claude } = await clp(
    { claude: { main: entry(elsewhere(behind)) } },
    { HTTP_PROXY: proxy.url, NO_PROXY: 'example.com,.invalid' },
  )
  // Only the proxy knows that name.
  expect((await exchangeRaw(claude, requestBytes('GET /', HOST))).status).toBe(502)
  expect(proxy.asked).toEqual([])
})

test('the variables are those that CLP was given, not those of the process it runs in', async () => {
  const proxy = await forwardProxy()
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9')
  onTestFinished(() => void vi.unstubAllEnvs())
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(elsewhere(behind)) } }, { HTTP_PROXY: proxy.url })
  expect((await exchangeRaw(claude, requestBytes('GET /', HOST))).status).toBe(200)
  expect(proxy.asked).toHaveLength(1)
})

test('a proxy that cannot be reached is named as the trouble', async () => {
  const behind = await upstream(json({}))
  const { claude } = await clp({ claude: { main: entry(elsewhere(behind)) } }, { HTTP_PROXY: 'http://127.0.0.1:9' })
  const response = await exchangeRaw(claude, requestBytes('GET /', HOST))
  expect(response.status).toBe(502)
  expect(response.body.toString()).toContain(`${elsewhere(behind)} by way of the proxy http://127.0.0.1:9`)
  expect(behind.seen).toHaveLength(0)
})

test('a variable that is no address of a proxy is said at the start', async () => {
  await expect(clp({}, { HTTPS_PROXY: 'ftp://proxy.example' })).rejects.toThrow(
    'Cannot use "ftp://proxy.example" from HTTPS_PROXY as the address of a proxy',
  )
})

test.each(['http', 'socks5'])('a silent %s proxy is given up when the time for connecting is over', async (scheme) => {
  const silent = createServer((socket) => void socket.on('error', () => undefined).resume())
  const port = await listen(silent)
  onTestFinished(() => void silent.close())
  const { claude } = await clp(
    { claude: { main: entry('https://192.0.2.1') }, system: { timeouts: { connectSeconds: 0.2 } } },
    { HTTPS_PROXY: `${scheme}://127.0.0.1:${port}` },
  )
  const response = await exchangeRaw(claude, requestBytes('GET /', HOST))
  expect([response.status, response.body.toString()]).toEqual([502, expect.stringContaining('connect-timeout')])
})
