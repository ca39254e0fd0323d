/** Upstreams behind TLS: refused when nobody vouches for them, reached when `NODE_EXTRA_CA_CERTS` does, also through a company's proxy. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { startForwardProxy } from '../../kit/forward-proxy.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'
import { everyBytes, pieces } from '../../kit/replies.ts'
import { selfSigned } from '../../kit/self-signed.ts'
import { createTempHome, entry } from '../../kit/temp-home.ts'

const program = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
const STREAM = messageStream({ blocks: [text('Hello', ' 漢字')] })
const POST = requestBytes('POST /v1/messages', ['Host', 'localhost', 'Content-Length', '2'], '{}')

/** A daemon as a program of its own: Node reads its certificates once, when it starts. Gives the port of the Claude service. */
const startProgram = (root: string, environment: Readonly<Record<string, string>>): number => {
  const env = {
    PATH: process.env['PATH'] ?? '',
    CLP_HOME: root,
    CLP_CLAUDE_PORT: '0',
    CLP_CODEX_PORT: '0',
    CLP_UI_PORT: '0',
    ...environment,
  }
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [program, ...args], { env, encoding: 'utf8' })
  onTestFinished(() => {
    run('stop', '--timeout', '0')
  })
  const { status, stdout, stderr } = run('start', '--json')
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout).services[0].port
}

test('a certificate that nobody vouches for: 502 that says so', async () => {
  const behind = await upstream(pieces([STREAM]), selfSigned())
  const { claude } = await clp({ claude: { main: entry(behind.url) } })
  const response = await exchangeRaw(claude, POST)
  expect(response.status).toBe(502)
  expect(JSON.parse(response.body.toString()).error).toMatchObject({
    code: 'upstream-unreachable',
    message: expect.stringMatching(/self.signed certificate/i),
  })
  expect(behind.seen).toHaveLength(0)
})

test('a certificate of NODE_EXTRA_CA_CERTS is trusted, straight and through a proxy', async () => {
  const tls = selfSigned()
  const behind = await upstream(pieces(everyBytes(STREAM, 9)), tls)
  const home = createTempHome({ claude: { main: entry(behind.url.replace('127.0.0.1', 'localhost')) } })
  onTestFinished(home.remove)
  const authority = join(home.root, 'authority.pem')
  writeFileSync(authority, tls.cert)
  const straight = startProgram(home.root, { NODE_EXTRA_CA_CERTS: authority })
  expect((await exchangeRaw(straight, POST)).body.toString()).toBe(STREAM)

  const proxy = await startForwardProxy()
  onTestFinished(() => proxy.close())
  // A name that the certificate has too: this machine itself is never asked of a proxy.
  const other = createTempHome({ claude: { main: entry(behind.url.replace('127.0.0.1', 'clp.example.org')) } })
  onTestFinished(other.remove)
  const behindProxy = startProgram(other.root, { NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: proxy.url })
  expect((await exchangeRaw(behindProxy, POST)).body.toString()).toBe(STREAM)
  expect(proxy.asked).toEqual([`CONNECT clp.example.org:${behind.port}`])
  expect(behind.seen.map((request) => request.header('authorization'))).toEqual([
    ['Bearer upstream-token'],
    ['Bearer upstream-token'],
  ])
})
