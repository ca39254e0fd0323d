import { describe, expect, it } from 'vitest'
import { errorWords } from './error-words.ts'

describe('the words of a refusal', () => {
  it.each([
    [
      'Anthropic',
      '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
      'overloaded_error',
      'Overloaded',
    ],
    [
      'OpenAI',
      '{"error":{"message":"No key","type":"invalid_request_error","code":"invalid_api_key"}}',
      'invalid_request_error',
      'No key',
    ],
    [
      'OpenAI, failed in a stream',
      'event: response.failed\ndata: {"type":"response.failed","response":{"error":{"code":"server_error","message":"Oops"}}}\n\n',
      'server_error',
      'Oops',
    ],
    ['Google', '{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota"}}', 'RESOURCE_EXHAUSTED', 'Quota'],
    [
      'Google, as a list',
      '[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota"}}]',
      'RESOURCE_EXHAUSTED',
      'Quota',
    ],
    ['AWS', '{"__type":"ThrottlingException","message":"Too many"}', 'ThrottlingException', 'Too many'],
    ['a relay', '{"code":500,"success":false,"msg":"系统繁忙"}', '', '系统繁忙'],
    ['a relay that is short', '{"error":"no credit"}', '', 'no credit'],
    ['FastAPI', '{"detail":"Not Found"}', '', 'Not Found'],
    [
      'an error event',
      'event: message_start\ndata: {"type":"message_start","message":{}}\n\nevent: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Later"}}\n\n',
      'overloaded_error',
      'Later',
    ],
    ['plain text', 'upstream connect error\n or disconnect', '', 'upstream connect error or disconnect'],
    ['a web page', '<html><head><title>502 Bad Gateway</title></head>', '', '502 Bad Gateway'],
    [
      'an answer that was cut',
      '{"type":"error","error":{"type":"rate_limit_error","message":"This request would exc',
      'rate_limit_error',
      'This request would exc',
    ],
  ])('of %s', (_who, text, type, message) => {
    expect(errorWords(text)).toEqual({ type, message })
  })

  it.each(['', '  ', '{}', 'null', '<html>', 'data: [DONE]\n\n', '{"type":"message","content":[]}'])(
    'are none in %j',
    (text) => expect(errorWords(text)).toBeUndefined(),
  )

  it('are bounded, and one line', () => {
    const said = errorWords(JSON.stringify({ error: { type: 't'.repeat(999), message: `a\n\tb${'m'.repeat(9999)}` } }))
    expect(said?.type.length).toBe(100)
    expect(said?.message.length).toBe(500)
    expect(said?.message.startsWith('a bm')).toBe(true)
  })
})
