import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { scriptedSource } from '../../../test/kit/bodies.ts'
import { snapshotOf } from '../../../test/kit/exchange.ts'
import { listen } from '../../../test/kit/fake-upstream.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { openRawClient, requestBytes } from '../../../test/kit/raw-client.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Arrived } from '../exchange/exchange.ts'
import { claude } from '../services/claude.ts'
import { createServe } from './http.ts'

/** A port whose requests are answered by this chain, and a client of it. */
const serving = async (chain: (arrived: Arrived) => Promise<Reply>, upgrade = false) => {
  const { deps, log } = memoryDeps()
  const config = { snapshot: () => snapshotOf({}) }
  const serve = createServe({ service: claude, config, deps, chain, addressOf: () => '10.0.0.9' })
  const server = createServer((request, response) => serve(request, response, { upgrade }))
  const port = await listen(server)
  onTestFinished(() => void server.close().closeAllConnections())
  const client = await openRawClient(port)
  onTestFinished(client.close)
  await client.write(requestBytes('GET /v1/models', ['Host', 'localhost']))
  return { client, log }
}

describe('a request on a port', () => {
  it('is answered by the chain', async () => {
    const { client } = await serving(async ({ head }) => replyOf({ body: `${head.path} ${head.address}` }))
    expect((await client.response()).body.toString()).toBe('/v1/models 10.0.0.9')
  })

  it('is answered in the client’s protocol when the chain itself fails, which the log tells', async () => {
    const { client, log } = await serving(() => Promise.reject(new Error('inner detail')))
    const { status, body } = await client.response()
    expect(status).toBe(500)
    expect(JSON.parse(body.toString())).toMatchObject({ type: 'error', error: { code: 'internal' } })
    expect(body.toString()).not.toContain('inner detail')
    expect(log).toEqual([expect.stringMatching(/^Cannot answer request .*inner detail$/)])
  })

  it('is answered when a reply cannot be written, and the reply’s body is let go', async () => {
    const { source, calls } = scriptedSource()
    const { client } = await serving(async () => replyOf({ headers: ['bad name', 'x'], body: source }))
    expect((await client.response()).status).toBe(500)
    expect(calls).toEqual(['cancel'])
  })

  it('that asks for another protocol is refused by the chain, which is told what would do instead', async () => {
    const { client } = await serving(
      async ({ refused }) => replyOf({ status: refused?.status ?? 200, headers: refused?.headers ?? [] }),
      true,
    )
    const { status, header } = await client.response()
    expect(status).toBe(426)
    expect(header('upgrade')).toEqual(['HTTP/1.1'])
  })

  it('of a client that has left is no failure', async () => {
    const left = vi.fn()
    const { client, log } = await serving(
      ({ head }) =>
        new Promise((_resolve, reject) => {
          head.signal.onAbort(() => {
            left()
            reject(new Error('The client went away'))
          })
        }),
    )
    client.close()
    await vi.waitFor(() => expect(left).toHaveBeenCalled())
    await new Promise(setImmediate)
    expect(log).toEqual([])
  })
})
