/** What one refusal teaches, for all later requests to that upstream and model. Numbers are those of the list of reports. */

import { describe, expect, test } from 'vitest'
import { openRequest } from '../../../test/kit/conversation.ts'
import {
  type Ask,
  answer,
  ask,
  dataStream,
  eventStream,
  eventsOf,
  messagesBlocks,
} from '../../../test/kit/translation.ts'
import { faultsOf } from '../../../test/kit/validators/faults.ts'
import { finish } from '../../codec/work/work.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { readProblem } from '../canonical/answers/read-problem.ts'
import { findRepair } from './find-repair.ts'

/** Asks, is refused in these words, and asks again with what that taught. */
const refused = (given: Ask, error: object, status = 400) => {
  const first = ask(given)
  const repair = finish(findRepair(first.written, status, JSON.stringify({ error })))
  const again = repair === undefined ? undefined : ask({ ...given, profile: { ...given.profile, repairs: [repair] } })
  if (again !== undefined) expect(faultsOf(given.to, again.body, again.written.profile.model)).toEqual([])
  return { repair, again, first }
}

const PATCH = { type: 'custom', custom: { name: 'apply_patch', format: { type: 'text' } } }

describe('18: a relay of Responses that knows no freeform tools', () => {
  const given: Ask = {
    from: 'chat',
    to: 'responses',
    profile: { model: 'gpt-5.2' },
    body: {
      model: 'm',
      stream: true,
      tools: [PATCH],
      messages: [
        { role: 'user', content: 'go' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'apply_patch', input: '*** "x"\n' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'done' },
      ],
    },
  }
  const called = (item: object) =>
    eventStream(
      { type: 'response.output_item.done', output_index: 0, item } as { type: string },
      { type: 'response.completed', response: {} } as { type: string },
    )
  const shown = (text: string) => eventsOf(text).flatMap(({ data }) => data.choices?.[0]?.delta.tool_calls ?? [])

  test('is told of functions, by the refusal', () => {
    const { repair, again, first } = refused(given, {
      message: "Invalid value: 'custom'. Supported values are: 'function' and 'web_search'.",
      param: 'tools[0].type',
    })
    expect(repair).toEqual({ kind: 'custom-as-function' })
    expect(first.body.tools[0]).toMatchObject({ type: 'custom', name: 'apply_patch' })
    expect(again?.body.tools[0]).toMatchObject({ type: 'function', name: 'apply_patch' })
    expect(again?.body.input.slice(1)).toMatchObject([
      { type: 'function_call', name: 'apply_patch', arguments: '{"input":"*** \\"x\\"\\n"}' },
      { type: 'function_call_output', output: 'done' },
    ])
  })

  test.each([[[]], [[{ kind: 'custom-as-function' }]]] as const)(
    'its function call is the freeform call that the client declared, with %j',
    (repairs) => {
      const asked = ask({ ...given, profile: { model: 'gpt-5.2', repairs } })
      const item = { type: 'function_call', call_id: 'c', name: 'apply_patch', arguments: '{"input":"*** y"}' }
      const calls = shown(answer(asked, [called(item)]).text)
      expect(calls[0]).toMatchObject({ type: 'custom', custom: { name: 'apply_patch' } })
      expect(calls.map((call) => call.custom.input).join('')).toBe('*** y')
    },
  )
})

describe('33: a keyword in the schema of a tool that an upstream refuses', () => {
  const schema = {
    type: 'object',
    properties: {
      pattern: { type: 'string', pattern: '^(?!x)', description: 'the word "pattern"' },
      list: { type: 'array', items: { type: 'string', pattern: 'y' }, default: [{ pattern: 'kept' }] },
    },
    required: ['pattern'],
  }
  const error = { message: "Invalid schema for function 'f': 'pattern' is not a supported keyword (look-around)" }

  test.each(['responses', 'chat'] as const)('is left out of what %s is sent, and nothing else is', (to) => {
    const body = {
      model: 'm',
      max_tokens: 9,
      tools: [{ name: 'f', input_schema: schema }],
      messages: [{ role: 'user', content: 'x' }],
    }
    const { repair, again } = refused({ from: 'messages', to, body, profile: { model: 'gpt-4.1' } }, error)
    expect(repair).toEqual({ kind: 'omit-keyword', keyword: 'pattern' })
    const tool = again?.body.tools[0]
    expect((tool.function ?? tool).parameters).toEqual({
      type: 'object',
      properties: {
        pattern: { type: 'string', description: 'the word "pattern"' },
        list: { type: 'array', items: { type: 'string' }, default: [{ pattern: 'kept' }] },
      },
      required: ['pattern'],
    })
    expect(again?.losses).toContain('schema-simplified')
  })

  test('is no reason to ask again when no schema has it', () => {
    const given: Ask = { from: 'chat', to: 'responses', body: openRequest('chat', 'x'), profile: { model: 'gpt-5.2' } }
    expect(refused(given, error).repair).toBeUndefined()
  })
})

describe('60: a model that reads text only', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } }
  const body = { model: 'm', messages: [{ role: 'user', content: [{ type: 'text', text: 'see' }, image, image] }] }
  const error = { message: 'Model some-model does not support image input' }

  test('gets a mark for each image, and it is told', () => {
    const { repair, again } = refused({ from: 'chat', to: 'messages', body }, error)
    expect(repair).toEqual({ kind: 'without-images' })
    expect(again?.text).not.toContain('QUJD')
    expect(again?.text.match(/\[image: this model reads text only\]/g)).toHaveLength(2)
    expect(again?.losses).toContain('image-dropped')
  })

  test('images in results go too', () => {
    const input = [
      { role: 'user', content: 'x' },
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: image.image_url.url }] },
    ]
    const { again } = refused({ from: 'responses', to: 'chat', body: { model: 'm', input } }, error)
    expect(again?.text).not.toContain('QUJD')
    expect(again?.text).toContain('this model reads text only')
  })

  test('Claude Code is told instead, and takes its images back by itself', () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'QUJD' }
    const asked = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'image', source }] }] }
    expect(refused({ from: 'messages', to: 'chat', body: asked }, error).repair).toBeUndefined()
  })
})

describe('74: a request that will be refused wherever it goes', () => {
  const SAID = [
    'messages.0.content.1.image.source.base64: image exceeds the maximum allowed size of 2000 pixels',
    'Invalid type for input: expected an array',
  ]
  const to = (from: ProtocolId): ProtocolId => (from === 'chat' ? 'responses' : 'chat')

  test.each(PROTOCOL_IDS)(
    'is the fault of the request of a client of %s: no repair, no other kind of trouble',
    (from) => {
      for (const message of SAID) {
        const given: Ask = { from, to: to(from), body: openRequest(from, 'x'), profile: { model: 'gpt-5.2' } }
        expect(refused(given, { message }).repair).toBeUndefined()
        expect(readProblem(400, JSON.stringify({ error: { message } }), 'u')).toMatchObject({
          kind: 'invalid',
          message,
        })
      }
    },
  )
})

describe('76: how full a context is', () => {
  const body = { model: 'm', max_tokens: 9, stream: true, messages: [{ role: 'user', content: 'word '.repeat(9000) }] }
  const asked = () => ask({ from: 'messages', to: 'chat', body })
  const chunk = (value: object) => Buffer.from(`data: ${JSON.stringify(value)}\n\n`)
  const said = chunk({ choices: [{ delta: { content: 'x' } }] })
  const end = chunk({ choices: [{ delta: {}, finish_reason: 'stop' }] })
  const usages = (text: string) => eventsOf(text).flatMap(({ data }) => data.message?.usage ?? data.usage ?? [])

  test('is estimated at the beginning, and told truly at the end', () => {
    const usage = chunk({
      choices: [],
      usage: { prompt_tokens: 9100, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 100 } },
    })
    const [first, last] = usages(answer(asked(), [said, end, usage]).text)
    expect(first.output_tokens).toBe(0)
    expect(Math.abs(first.input_tokens - 12_500)).toBeLessThan(100)
    expect(last).toEqual({
      input_tokens: 9000,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 0,
      output_tokens: 3,
    })
  })

  test('stays estimated where the upstream never counts', () => {
    const { text, losses } = answer(asked(), [said, end])
    expect(usages(text).at(-1)).toEqual({ output_tokens: 0 })
    expect(losses).toContain('usage-unknown')
  })
})

test('81: an answer that is stored elsewhere is refused by the name clients know, never sent on', () => {
  const body = { ...openRequest('responses', 'x'), previous_response_id: 'resp_1' }
  expect(() => ask({ from: 'responses', to: 'chat', body })).toThrow('send the whole input')
})

describe('56: the class of service that an answer was served with', () => {
  const served: Readonly<Record<'messages' | 'responses' | 'chat', object>> = {
    messages: { content: [], stop_reason: 'end_turn', usage: { output_tokens: 1, service_tier: 'priority' } },
    responses: { output: [], status: 'completed', service_tier: 'priority' },
    chat: { choices: [{ message: { content: 'x' }, finish_reason: 'stop' }], service_tier: 'priority' },
  }
  const clients = ['messages', 'responses', 'chat'] as const
  const pairs = clients.flatMap((client) =>
    clients.filter((one) => one !== client).map((one) => [client, one] as const),
  )

  test.each(pairs)('is told to a client of %s by an upstream of %s', (client, upstream) => {
    const asked = ask({ from: client, to: upstream, body: { ...openRequest(client, 'x'), stream: false } })
    const { text } = answer(asked, [Buffer.from(JSON.stringify(served[upstream]))])
    const got = JSON.parse(text)
    const told = client === 'messages' ? got.usage.service_tier : got.service_tier
    expect(told).toBe('priority')
  })
})

test('35: a value of the wrong type is mended on its way to the client, and it is told', () => {
  const properties = { path: { type: 'string' }, limit: { type: 'integer' } }
  const tools = [{ name: 'Read', input_schema: { type: 'object', properties, required: ['path'] } }]
  const messages = [{ role: 'user', content: 'x' }]
  const asked = ask({
    from: 'messages',
    to: 'chat',
    body: { model: 'm', max_tokens: 9, stream: true, tools, messages },
  })
  const call = (piece: object) => ({ choices: [{ delta: { tool_calls: [{ index: 0, ...piece }] } }] })
  const chunks = [
    call({ id: 'c', function: { name: 'Read', arguments: '' } }),
    ...['{"path":', '"a","li', 'mit":"', '20"}'].map((args) => call({ function: { arguments: args } })),
    { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
  ]
  const { text, losses } = answer(asked, [dataStream(...chunks)])
  expect(messagesBlocks(text)).toEqual([{ type: 'tool_use', id: 'c', name: 'Read', text: '{"path":"a","limit":20}' }])
  expect(losses).toContain('arguments-invalid')
})

test('35: schemas do not demand what they did not, and what they admit is what the model wrote', () => {
  const parameters = {
    type: 'object',
    properties: { path: { type: 'string' }, pages: { type: 'string' } },
    required: ['path'],
  }
  const tools = [{ name: 'Read', input_schema: parameters }]
  const asked = ask({
    from: 'messages',
    to: 'responses',
    profile: { model: 'gpt-5.2' },
    body: { model: 'm', max_tokens: 9, tools, messages: [{ role: 'user', content: 'x' }] },
  })
  // A strict schema demands every property: models then fill those that were optional with empty texts.
  expect(asked.body.tools[0]).toMatchObject({ strict: false, parameters })
  const call = { type: 'function_call', call_id: 'c', name: 'Read', arguments: '{"path":"a","pages":""}' }
  const { text } = answer(asked, [Buffer.from(JSON.stringify({ status: 'completed', output: [call] }))])
  expect(text).toContain('"input":{"path":"a","pages":""}')
})
