/** What an upstream's own search has found is told to a client in its own words, or noted as lost; it never goes in silence. */
import { describe, expect, test } from 'vitest'
import { openRequest } from '../../../test/kit/conversation.ts'
import { type Asked, answer, ask, dataStream, eventStream, eventsOf } from '../../../test/kit/translation.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'

const asking = (client: ProtocolId, upstream: ProtocolId, stream: boolean): Asked => {
  const path = `/v1beta/models/m:${stream ? 'streamGenerateContent' : 'generateContent'}`
  return client === 'gemini'
    ? ask({ from: client, to: upstream, body: openRequest(client, 'x'), path, query: '?alt=sse' })
    : ask({ from: client, to: upstream, body: { ...openRequest(client, 'x'), stream } })
}

const event = (type: string, members: object = {}) => ({ type, ...members })
const URL_A = 'https://a.example/1'
const source = { url: URL_A, title: 'A' }
const cited = { type: 'url_citation', ...source, start_index: 0, end_index: 4 }

/** The text "said" with one source, as each upstream streams it; sources come again where upstreams repeat them. */
const STREAMS: Readonly<Record<ProtocolId, Buffer>> = {
  messages: eventStream(
    event('message_start', { message: {} }),
    event('content_block_start', { index: 0, content_block: { type: 'server_tool_use', id: 's', name: 'web_search' } }),
    event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{"query":"q"}' } }),
    event('content_block_stop', { index: 0 }),
    event('content_block_start', { index: 1, content_block: { type: 'web_search_tool_result', content: [source] } }),
    event('content_block_stop', { index: 1 }),
    event('content_block_start', { index: 2, content_block: { type: 'text', text: '', citations: [] } }),
    event('content_block_delta', {
      index: 2,
      delta: { type: 'citations_delta', citation: { type: 'web_search_result_location', ...source, cited_text: 'c' } },
    }),
    event('content_block_delta', { index: 2, delta: { type: 'text_delta', text: 'said' } }),
    event('content_block_stop', { index: 2 }),
    event('message_delta', { delta: { stop_reason: 'end_turn' } }),
    event('message_stop'),
  ),
  responses: eventStream(
    event('response.output_item.done', {
      output_index: 0,
      item: { id: 'w', type: 'web_search_call', status: 'completed' },
    }),
    event('response.output_text.delta', { output_index: 1, delta: 'said' }),
    event('response.output_text.annotation.added', { output_index: 1, annotation: cited }),
    event('response.output_item.done', {
      output_index: 1,
      item: { type: 'message', content: [{ type: 'output_text', text: 'said', annotations: [cited] }] },
    }),
    event('response.completed', { response: {} }),
  ),
  chat: dataStream(
    { citations: [URL_A], search_results: [source], choices: [{ delta: { role: 'assistant', content: '' } }] },
    { citations: [URL_A], search_results: [source], choices: [{ delta: { content: 'said' } }] },
    { choices: [{ delta: {}, finish_reason: 'stop' }] },
    '[DONE]',
  ),
  gemini: dataStream(
    { candidates: [{ content: { parts: [{ text: 'said' }] } }] },
    {
      candidates: [
        {
          content: { parts: [{ text: '' }] },
          finishReason: 'STOP',
          groundingMetadata: { groundingChunks: [{ web: { uri: URL_A, title: 'A' } }, { web: { uri: URL_A } }] },
        },
      ],
    },
  ),
}

const place = { start_index: 4, end_index: 4 }

/** The sources as each client reads them, of a stream and of a whole answer. */
const sourcesIn = (client: ProtocolId, text: string, streams: boolean): unknown => {
  const data = streams ? eventsOf(text).map((one) => one.data) : [JSON.parse(text)]
  switch (client) {
    case 'responses': {
      const { output } = streams ? data.at(-1).response : data[0]
      const annotations = output.at(-1).content[0].annotations
      if (streams)
        expect(data.filter(({ type }) => type === 'response.output_text.annotation.added')).toMatchObject(
          annotations.map((annotation: object, annotation_index: number) => ({ annotation, annotation_index })),
        )
      return annotations
    }
    case 'chat':
      return data.flatMap(({ choices }) => (choices?.[0]?.delta ?? choices?.[0]?.message)?.annotations ?? [])
    case 'gemini':
      return data.flatMap(({ candidates }) => candidates[0].groundingMetadata?.groundingChunks ?? [])
    case 'messages':
      return []
  }
}

const EXPECTED: Readonly<Record<ProtocolId, readonly object[]>> = {
  messages: [],
  responses: [{ type: 'url_citation', ...source, ...place }],
  chat: [{ type: 'url_citation', url_citation: { ...source, ...place } }],
  gemini: [{ web: { uri: URL_A, title: 'A' } }],
}

describe.each(PROTOCOL_IDS)('25: sources of an upstream of %s', (upstream) => {
  const clients = PROTOCOL_IDS.filter((client) => client !== upstream)
  const cases = clients.flatMap((client) => [true, false].map((streams) => [client, streams] as const))

  test.each(cases)('for a client of %s, in a stream: %s', (client, streams) => {
    const { text, losses } = answer(asking(client, upstream, streams), [STREAMS[upstream]])
    expect(text).toContain('said')
    expect(sourcesIn(client, text, streams)).toEqual(EXPECTED[client])
    expect(losses.includes('citations-dropped')).toBe(client === 'messages')
    const hasSearched = upstream === 'messages' || upstream === 'responses'
    expect(losses.includes('hosted-tool-dropped')).toBe(hasSearched)
  })
})

test('what cannot be told of an answer is noted', () => {
  const noted = (upstream: ProtocolId, bytes: Buffer) =>
    answer(asking(upstream === 'messages' ? 'chat' : 'messages', upstream, true), [bytes]).losses
  const image = { choices: [{ delta: { content: 'x', images: [{}] }, finish_reason: 'stop' }] }
  expect(noted('chat', dataStream(image))).toContain('hosted-tool-dropped')
  const read = { candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 'STOP', urlContextMetadata: {} }] }
  expect(noted('gemini', dataStream(read))).toContain('hosted-tool-dropped')
  const file = { type: 'file_citation', file_id: 'f' }
  const message = { type: 'message', content: [{ type: 'output_text', text: 'x', annotations: [file] }] }
  expect(noted('responses', eventStream(event('response.completed', { response: { output: [message] } })))).toContain(
    'citations-dropped',
  )
})
