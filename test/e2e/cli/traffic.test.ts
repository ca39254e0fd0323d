/** Commands while requests run: stopping gracefully, and changes that are in force when the command returns. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { type FakeUpstream, type ReplyWriter, startFakeUpstream } from '../../kit/fake-upstream.ts'

// A command is a process that loads its modules: many of them in a row take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let world: ClpWorld
let upstream: FakeUpstream
beforeEach(async () => {
  world = createClpWorld()
  upstream = await startFakeUpstream()
})
afterEach(async () => {
  world.end()
  await upstream.close()
})

const add = (name: string, url: string, ...more: readonly string[]) =>
  world.run(['add', 'claude', name, '--base-url', url, ...more])
const post = () => fetch(`${world.address('claude')}/v1/messages`, { method: 'POST', body: '{"model":"m"}' })
const answering = async (text: string): Promise<FakeUpstream> =>
  startFakeUpstream((_request, reply) => {
    reply.head(200, ['content-type', 'text/plain'])
    reply.end(text)
  })

describe('clp stop while a stream runs', () => {
  it('lets it finish', async () => {
    let stream: ReplyWriter | undefined
    upstream.always((_request, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      stream = reply
      return reply.write('data: first\n\n')
    })
    await add('slow', upstream.url)
    await world.run(['start'])
    const { ui } = world.runFile().addresses
    const response = await post()
    const stopping = world.run(['stop', '--timeout', '20'])
    // The window closes as soon as stopping has begun, so from here on only the stream keeps the daemon.
    await expect
      .poll(
        () =>
          fetch(`${ui}/health`)
            .then(() => 'open')
            .catch(() => 'closed'),
        { timeout: 20_000 },
      )
      .toBe('closed')
    stream?.end('data: last\n\n')
    expect(await response.text()).toBe('data: first\n\ndata: last\n\n')
    const { code, err } = await stopping
    expect(code).toBe(0)
    expect(err).toContain('Waiting up to 20 s for 1 running requests')
  })

  it('cuts it after --timeout', async () => {
    upstream.always((_request, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      return reply.write('data: first\n\n')
    })
    await add('endless', upstream.url)
    await world.run(['start'])
    const { pid } = world.runFile()
    const response = await post()
    const body = response.text()
    body.catch(() => undefined)
    const { code, out } = await world.run(['stop', '--timeout', '0.2'])
    expect({ code, out }).toEqual({ code: 0, out: `CLP has stopped (process ${pid})\n` })
    // Either a broken connection or an error event of the client's protocol: never a clean end.
    expect(await body.catch(() => 'broken')).not.toBe('data: first\n\n')
    await (await upstream.request(1)).closed
  })

  it('keeps the record and the counts of a stream it had to cut', async () => {
    const started = { type: 'message_start', message: { usage: { input_tokens: 11, output_tokens: 1 } } }
    upstream.always((_request, reply) => {
      reply.head(200, ['content-type', 'text/event-stream'])
      return reply.write(`event: message_start\ndata: ${JSON.stringify(started)}\n\n`)
    })
    await add('endless', upstream.url)
    await world.run(['start'])
    const body = await startOfBody(await post())
    expect((await world.run(['stop', '--timeout', '0'])).code).toBe(0)
    await body.cancel().catch(() => undefined)
    const logs = JSON.parse((await world.run(['logs', '--json'])).out)
    expect(logs.items).toMatchObject([{ upstream: 'endless', usage: { input: 11, output: 1 }, usagePartial: true }])
    const usage = JSON.parse((await world.run(['usage', '--json'])).out)
    expect(usage.total).toMatchObject({ requests: 1, usage: { input: 11 } })
  })
})

/** The body once its first bytes have come, so that CLP has passed them on and counted them. */
const startOfBody = async (response: Response): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
  if (response.body === null) throw new Error('The answer has no body')
  const reader = response.body.getReader()
  await reader.read()
  return reader
}

describe('changes by command', () => {
  it('are in force for the next request when the command returns', async () => {
    const one = await answering('one')
    const two = await answering('two')
    try {
      await add('one', one.url, '--active')
      await world.run(['start'])
      expect(await (await post()).text()).toBe('one')
      await add('two', two.url)
      await world.run(['active', 'claude', 'two'])
      expect(await (await post()).text()).toBe('two')
      await world.run(['disable', 'claude', 'two'])
      expect(await (await post()).text()).toBe('one')
      await world.run(['set', 'claude', 'one', '--base-url', two.url])
      expect(await (await post()).text()).toBe('two')
      await world.run(['remove', 'claude', 'one', '--yes'])
      expect((await post()).status).toBe(503)
    } finally {
      await Promise.all([one.close(), two.close()])
    }
  })

  it('switch access on and off at once', async () => {
    upstream.always((_request, reply) => {
      reply.head(200)
      reply.end('in')
    })
    await add('work', upstream.url)
    await world.run(['start'])
    const { out } = await world.run(['auth', 'generate', '--name', 'laptop', '--json'])
    const { token } = JSON.parse(out)
    await world.run(['auth', 'on'])
    expect((await post()).status).toBe(401)
    const headers = { authorization: `Bearer ${token}` }
    const signedIn = () => fetch(`${world.address('claude')}/v1/messages`, { method: 'POST', headers, body: '{}' })
    expect((await signedIn()).status).toBe(200)
    // The command line goes on working with access on.
    expect((await world.run(['status'])).code).toBe(0)
    await world.run(['auth', 'disable', 'laptop'])
    expect((await signedIn()).status).toBe(401)
    await world.run(['auth', 'off'])
    expect((await post()).status).toBe(200)
  })

  it('take a token from standard input, so that it is in no process list', async () => {
    upstream.always((_request, reply) => {
      reply.head(200)
      reply.end('ok')
    })
    await world.run(['add', 'claude', 'work', '--base-url', upstream.url, '--auth-token', '-'], {
      input: 'from-stdin\n',
    })
    await world.run(['start'])
    await post()
    expect((await upstream.request(1)).header('authorization')).toEqual(['Bearer from-stdin'])
    const listed = await world.run(['list', 'claude'])
    expect(listed.out).toContain('work')
    expect(listed.out).not.toContain('from-stdin')
  })

  it('rename an upstream with its log and totals', async () => {
    upstream.always((_request, reply) => {
      reply.head(200)
      reply.end('ok')
    })
    await add('old', upstream.url)
    await world.run(['start'])
    await post()
    const upstreamsOfLog = async () =>
      (JSON.parse((await world.run(['logs', '--json'])).out) as { items: { upstream: string }[] }).items.map(
        (item) => item.upstream,
      )
    await expect.poll(upstreamsOfLog, { timeout: 20_000, interval: 100 }).toEqual(['old'])
    expect((await world.run(['rename', 'claude', 'old', 'new'])).code).toBe(0)
    expect(await upstreamsOfLog()).toEqual(['new'])
    await world.run(['stop'])
    expect((await world.run(['rename', 'claude', 'new', 'newer'])).code).toBe(0)
    expect(await upstreamsOfLog()).toEqual(['newer'])
    const usage = JSON.parse((await world.run(['usage', '--json'])).out) as {
      rows: { key: unknown; requests: number }[]
    }
    expect(usage.rows).toMatchObject([{ key: { service: 'claude', upstream: 'newer' }, requests: 1 }])
  })
})
