/**
 * What translation costs by itself: a request of 200 KB and of 2 MB, and one event of a stream, for every pair of protocols. Runs the
 * built code in one process, without sockets. Usage: npm run build:modules && node bench/translation.mjs [--only messages-chat]
 */
import { parseArgs } from 'node:util'
import { finish } from '../build/codec/work/work.js'
import { PROTOCOL_IDS } from '../build/contract/protocol.js'
import { openAnswer } from '../build/protocol/translate/answer.js'
import { readRequest, writeRequest } from '../build/protocol/translate/request.js'

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, ms: { type: 'string', default: '300' } },
})

const SIZES = { '200 KB': 2e5, '2 MB': 2e6 }
const EVENTS = 400
const MODELS = { messages: 'claude-sonnet-4-5', responses: 'gpt-5.2', chat: 'some-model', gemini: 'gemini-3-pro' }
const PATHS = {
  messages: '/v1/messages',
  responses: '/v1/responses',
  chat: '/v1/chat/completions',
  gemini: '/v1beta/models/asked:streamGenerateContent',
}

/** A conversation as Claude Code sends it: thirty tools, then turns that read files and write them. */
const conversation = (size) => {
  const line = 'export const value = compute(input, { "mode": "strict", retries: 3 }) // see notes on page 12\n'
  const properties = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [`argument_${index}`, { type: 'string', description: 'What it is for.' }]),
  )
  const tools = Array.from({ length: 30 }, (_, index) => ({
    name: `tool_${index}`,
    description: 'Does one thing, and says what came of it. '.repeat(10),
    input_schema: { type: 'object', properties, required: ['argument_0'], additionalProperties: false },
  }))
  const messages = [{ role: 'user', content: 'Do it.' }]
  for (let length = 0, turn = 0; length < size; length += 4500, turn += 1) {
    const input = { argument_0: line.repeat(10), argument_1: 'x' }
    messages.push(
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Next.' },
          { type: 'tool_use', id: `c_${turn}`, name: `tool_${turn % 30}`, input },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: `c_${turn}`, content: line.repeat(30) }] },
    )
  }
  return JSON.stringify({ model: 'asked', max_tokens: 8000, stream: true, system: line.repeat(40), tools, messages })
}

const value = (result) => {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}
const read = (client, body) =>
  value(
    finish(readRequest({ protocol: client, path: PATHS[client], query: '?alt=sse', header: () => undefined, body })),
  )
const write = (request, upstream) =>
  value(finish(writeRequest(request, upstream, { host: 'other', model: MODELS[upstream], repairs: [] })))

/** The same conversation in the words of each client. */
const bodies = (size) => {
  const text = conversation(size)
  const request = read('messages', text)
  return Object.fromEntries(
    PROTOCOL_IDS.map((client) => [client, client === 'messages' ? text : write(request, client).body]),
  )
}

const sse = (event) => Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
const data = (chunk) => Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`)
const list = (make) => Array.from({ length: EVENTS }, (_, index) => make(`word ${index} `))

/** A stream of text and one of arguments, each event a chunk: what begins it, and the events that are measured. */
const STREAMS = {
  messages: (isCall) => [
    sse({ type: 'message_start', message: { usage: { input_tokens: 1 } } }),
    sse({
      type: 'content_block_start',
      index: 0,
      content_block: isCall ? { type: 'tool_use', id: 'c', name: 'tool_0', input: {} } : { type: 'text', text: '' },
    }),
    ...list((text) =>
      sse({
        type: 'content_block_delta',
        index: 0,
        delta: isCall ? { type: 'input_json_delta', partial_json: text } : { type: 'text_delta', text },
      }),
    ),
  ],
  responses: (isCall) => [
    sse({
      type: 'response.output_item.added',
      output_index: 0,
      item: isCall
        ? { id: 'i', type: 'function_call', call_id: 'c', name: 'tool_0', arguments: '' }
        : { id: 'i', type: 'message', content: [] },
    }),
    ...list((delta) =>
      sse({
        type: isCall ? 'response.function_call_arguments.delta' : 'response.output_text.delta',
        sequence_number: 1,
        item_id: 'i',
        output_index: 0,
        content_index: 0,
        delta,
      }),
    ),
  ],
  chat: (isCall) => {
    const chunk = (delta) =>
      data({
        id: 'c',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta, finish_reason: null }],
      })
    const call = (piece) => ({ tool_calls: [{ index: 0, ...piece }] })
    return [
      chunk(
        isCall
          ? call({ id: 'c', type: 'function', function: { name: 'tool_0', arguments: '' } })
          : { role: 'assistant' },
      ),
      ...list((text) => chunk(isCall ? call({ function: { arguments: text } }) : { content: text })),
    ]
  },
  gemini: (isCall) =>
    list((text) =>
      data({
        candidates: [
          {
            content: {
              role: 'model',
              parts: [isCall ? { functionCall: { name: 'tool_0', args: { argument_0: text } } } : { text }],
            },
            index: 0,
          },
        ],
        usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 },
        modelVersion: 'm',
      }),
    ),
}

/** Median time of one call in µs. */
const median = (run) => {
  const times = []
  for (let index = 0; index < 5; index += 1) run()
  const until = performance.now() + Number(options.ms)
  while (performance.now() < until || times.length < 5) {
    const begun = performance.now()
    run()
    times.push(performance.now() - begun)
  }
  return times.sort((left, right) => left - right)[times.length >> 1] * 1000
}

const show = (micros) => (micros >= 1000 ? `${(micros / 1000).toFixed(2)} ms` : `${micros.toFixed(1)} µs`)

const requests = Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [name, bodies(size)]))
const streams = Object.fromEntries(PROTOCOL_IDS.map((upstream) => [upstream, [false, true].map(STREAMS[upstream])]))

const perEvent = (client, upstream, isCall) => {
  const request = read(client, requests['200 KB'][client])
  const asked = write({ ...request, generation: { ...request.generation, stream: true } }, upstream)
  const chunks = streams[upstream][Number(isCall)]
  const run = () => {
    const answer = openAnswer({ request: asked.read, upstream: asked, created: 1 })
    for (const chunk of chunks) answer.push(chunk)
  }
  return median(run) / EVENTS
}

const columns = [...Object.keys(SIZES), 'event of text', 'event of a call']
console.log(`| client on upstream | ${columns.join(' | ')} |\n|---|${columns.map(() => '---').join('|')}|`)
for (const client of PROTOCOL_IDS) {
  for (const upstream of PROTOCOL_IDS) {
    if (client === upstream || !`${client}-${upstream}`.includes(options.only)) continue
    const sizes = Object.keys(SIZES).map((size) => median(() => write(read(client, requests[size][client]), upstream)))
    const events = [false, true].map((isCall) => perEvent(client, upstream, isCall))
    console.log(`| ${client} on ${upstream} | ${[...sizes, ...events].map(show).join(' | ')} |`)
  }
}
