/** What goes wrong between a client and an upstream of another protocol, with real sockets: the client is told once, in its own words. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { clp, startClp, upstream } from '../../kit/clp.ts'
import type { Any } from '../../kit/conversation.ts'
import { KEY } from '../../kit/masking.ts'
import { answer, controlled, EVENT_STREAM, encode, json, pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const chunk = (delta: object, finish: string | null = null): string =>
  event({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] })
const DONE = 'data: [DONE]\n\n'
const HELLO =
  chunk({ content: 'hello' }) +
  chunk({}, 'stop') +
  event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 7 } }) +
  DONE

const call = (index: number, text: string, name?: string): string => {
  const begun = name === undefined ? {} : { id: `call_${index}`, type: 'function' }
  return chunk({ tool_calls: [{ index, ...begun, function: { ...(name && { name }), arguments: text } }] })
}

const tool = (name: string): object => ({ name, input_schema: { type: 'object' } })
const question = (more: object = {}): Any => ({
  model: 'm',
  max_tokens: 100,
  stream: true,
  messages: [{ role: 'user', content: 'x' }],
  ...more,
})

const post = (url: string, body: object = question(), path = '/v1/messages'): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'mine' },
    body: JSON.stringify(body),
  })

const eventsIn = (text: string): Any[] =>
  Array.from(text.matchAll(/^data: (.*)$/gm), ([, json]) => JSON.parse(json ?? ''))
const eventsOf = async (reply: Response): Promise<Any[]> => eventsIn(await reply.text())

/** What is on record of the only request. */
const recorded = (ui: string): Promise<Any> =>
  vi.waitFor(
    async () => {
      const { items } = (await (await fetch(`${ui}/api/exchanges`)).json()) as Any
      expect(items).toHaveLength(1)
      return items[0]
    },
    { timeout: 10_000 },
  )

/** A CLP for Claude Code before an upstream of Chat Completions. */
const at = (url: string) => clp({ claude: { main: entry(url, { protocol: 'chat' }) } })

describe('refusals', () => {
  test('a 429 keeps its retry-after and becomes the client’s own error', async () => {
    const behind = await upstream(json({ error: { message: 'Slow', code: 'busy' } }, 429, ['retry-after', '17']))
    const reply = await post((await at(behind.url)).claudeUrl)
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '17'])
    expect(await reply.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error', message: 'Slow' } })
  })

  test('a compressed one is read', async () => {
    const body = encode('gzip', '{"error":{"message":"wrong thing"}}')
    const behind = await upstream(answer(400, ['content-type', 'application/json', 'content-encoding', 'gzip'], body))
    const reply = await post((await at(behind.url)).claudeUrl)
    expect([reply.status, ((await reply.json()) as Any).error.message]).toEqual([400, 'wrong thing'])
  })

  test('one request goes from Messages to Chat and back to Messages, whose bytes stay as they are', async () => {
    const first = await upstream(json({ type: 'error', error: { type: 'overloaded_error', message: 'No' } }, 529))
    const second = await upstream(pieces([event({ error: { message: 'busy', code: 503 } })]))
    const stream = [
      'event: message_start\ndata: {"type":"message_start", "message":{"usage":{"input_tokens":3}}}\n\n',
      'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}\n\n',
      'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}\n\n',
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ]
    const third = await upstream(pieces(stream))
    const { claudeUrl, ui } = await clp({
      claude: {
        first: entry(first.url, { weight: 9 }),
        second: entry(second.url, { protocol: 'chat', weight: 5 }),
        third: entry(third.url, { weight: 1 }),
      },
      balancing: { mode: 'weight-based' },
    })
    expect(await (await post(claudeUrl)).text()).toBe(stream.join(''))
    const sent = await Promise.all([first, third].map(({ seen }) => seen[0]?.body()))
    expect(sent.map(String)).toEqual(Array(2).fill(JSON.stringify(question())))
    expect(second.seen.map(({ url }) => url)).toEqual(['/v1/chat/completions'])
    expect(await recorded(ui)).toMatchObject({ upstream: 'third', attempts: 3, outcome: { kind: 'delivered' } })
  })
})

describe('streams', () => {
  test('a compressed one is read, and the client gets a plain one', async () => {
    const bytes = encode('gzip', HELLO)
    const cut = [bytes.subarray(0, 11), bytes.subarray(11)]
    const behind = await upstream(pieces(cut, [...EVENT_STREAM, 'content-encoding', 'gzip']))
    const reply = await post((await at(behind.url)).claudeUrl)
    expect(reply.headers.get('content-encoding')).toBeNull()
    expect((await eventsOf(reply)).at(-1)).toEqual({ type: 'message_stop' })
  })

  test.each(['end', 'cut', 'reset'] as const)(
    'one that stops without its last event ends in one error: %s',
    async (how) => {
      const { script, head, push, ...stop } = controlled()
      const { claudeUrl, ui } = await at((await upstream(script)).url)
      const asked = post(claudeUrl)
      await head()
      await push(chunk({ content: 'hel' }))
      const reply = await asked
      await stop[how]()
      const events = await eventsOf(reply)
      expect(events.filter(({ type }) => type === 'error' || type === 'message_stop')).toEqual([events.at(-1)])
      expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } })
      const code = how === 'end' ? 'answer-unended' : 'upstream-broke-off'
      expect(await recorded(ui)).toMatchObject({ outcome: { kind: 'failed', why: { code } } })
    },
  )

  test('one whose upstream stays after the last event ends, and its counts are whole', async () => {
    const { script, head, push } = controlled()
    const { claudeUrl, ui } = await at((await upstream(script)).url)
    const asked = post(claudeUrl)
    await head()
    await push(HELLO)
    expect((await eventsOf(await asked)).at(-1)).toEqual({ type: 'message_stop' })
    expect(await recorded(ui)).toMatchObject({ usage: { input: 5, output: 7 }, usagePartial: false })
  })

  test('two calls whose arguments come by turns are two blocks, one after the other', async () => {
    const turns = [
      call(0, '', 'A'),
      call(1, '', 'B'),
      call(0, '{"n":'),
      call(1, '{"m":"x'),
      call(0, '12345678901234567890}'),
      call(1, 'y"}'),
      chunk({}, 'tool_calls') + DONE,
    ]
    const behind = await upstream(pieces(turns))
    const { claudeUrl } = await at(behind.url)
    const events = await eventsOf(await post(claudeUrl, question({ tools: [tool('A'), tool('B')] })))
    const order = events.flatMap(({ index }) => (index === undefined ? [] : [index]))
    expect(order).toEqual([...order].sort())
    const argumentsOf = (block: number): string =>
      events.map(({ index, delta }) => (index === block ? (delta?.partial_json ?? '') : '')).join('')
    expect([argumentsOf(0), argumentsOf(1)]).toEqual(['{"n":12345678901234567890}', '{"m":"xy"}'])
  })

  test('arguments of 12 MB arrive to the letter', async () => {
    const big = 'x'.repeat(1024 * 1024)
    const many = Array.from({ length: 12 }, () => call(0, big))
    const behind = await upstream(
      pieces([call(0, '{"a":"', 'A'), ...many, call(0, '"}'), chunk({}, 'tool_calls'), DONE]),
    )
    const { claudeUrl } = await at(behind.url)
    const events = await eventsOf(await post(claudeUrl, question({ tools: [tool('A')] })))
    const text = events.map(({ delta }) => delta?.partial_json ?? '').join('')
    expect(text === `{"a":"${big.repeat(12)}"}`).toBe(true)
  })
})

describe('beside the conversation', () => {
  test.each(['/', '/v1/models', '/v1/messages'])('HEAD %s is answered here, without a body', async (path) => {
    const behind = await upstream(pieces([HELLO]))
    const { claudeUrl } = await at(behind.url)
    const reply = await fetch(claudeUrl + path, { method: 'HEAD' })
    expect([reply.status, await reply.text(), behind.seen]).toEqual([404, '', []])
    expect((await eventsOf(await post(claudeUrl))).at(-1)).toEqual({ type: 'message_stop' })
  })

  test('what stands in the query goes no further, keys least of all', async () => {
    const behind = await upstream(pieces([HELLO]))
    const { claudeUrl } = await at(behind.url)
    await (await post(claudeUrl, question(), '/v1/messages?beta=true&key=in-query')).text()
    expect(behind.seen[0]?.url).toBe('/v1/chat/completions')
    expect(JSON.stringify(behind.seen[0]?.rawHeaders)).not.toMatch(/in-query|mine/)
  })
})

test('secrets stay here and filters work, in a conversation with thoughts and calls', async () => {
  const asked: string[] = []
  const behind = await upstream(async (request, reply) => {
    const body = (await request.body()).toString()
    asked.push(body)
    const word = /sk-ant-\w+/.exec(body)?.[0] ?? 'none'
    reply.head(200, EVENT_STREAM)
    await reply.write(chunk({ reasoning_content: `I see ${word}` }))
    for (const letter of word) await reply.write(chunk({ content: letter }))
    await reply.write(call(0, '', 'A'))
    for (const letter of JSON.stringify({ word })) await reply.write(call(0, letter))
    reply.end(chunk({}, 'tool_calls') + DONE)
  })
  const documents = {
    claude: { main: entry(behind.url, { protocol: 'chat' }) },
    bodyFilter: [{ source: 'before', op: 'replace', target: 'after' }],
  }
  const here = await startClp(documents, {}, async ({ root }) =>
    writeFileSync(join(root, 'mask.json'), JSON.stringify({ enabled: true })),
  )
  onTestFinished(() => here.close())
  const first = question({
    stream: false,
    tools: [tool('A')],
    system: 'before',
    messages: [{ role: 'user', content: KEY }],
  })
  const { content } = (await (await post(here.claudeUrl, first)).json()) as Any
  expect(content.at(-2)).toEqual({ type: 'text', text: KEY })
  expect(content.at(-1)).toMatchObject({ type: 'tool_use', input: { word: KEY } })
  const result = { type: 'tool_result', tool_use_id: content.at(-1).id, content: KEY }
  const messages = [...first.messages, { role: 'assistant', content }, { role: 'user', content: [result] }]
  const second = await (await post(here.claudeUrl, { ...first, stream: true, messages })).text()
  const texts = eventsIn(second).map(({ delta }) => delta?.text ?? '')
  expect(texts.join('')).toBe(KEY)
  expect(asked).toHaveLength(2)
  expect(asked.join('')).not.toContain(KEY)
  expect(asked.every((body) => body.includes('after') && !body.includes('before'))).toBe(true)
})
