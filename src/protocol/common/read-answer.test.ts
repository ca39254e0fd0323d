import { expect, it } from 'vitest'
import { protocols } from '../index.ts'
import { readAnswer } from './read-answer.ts'

const read = (body: string) =>
  readAnswer(
    new TextEncoder().encode(body),
    Object.values(protocols).map(({ answer }) => answer),
  )

it.each([
  ['Messages', '{"content":[{"type":"thinking"},{"type":"text","text":"o"},{"type":"text","text":"k"}]}'],
  [
    'Responses',
    '{"output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"ok"}]}],"error":null}',
  ],
  ['Chat Completions', '{"choices":[{"message":{"content":"ok"}}]}'],
  [
    'Responses as a stream',
    'data: {"type":"response.output_text.delta","delta":"o"}\n\ndata: {"type":"response.output_text.delta","delta":"k"}\n\n',
  ],
  [
    'Responses as a stream with the whole at its end',
    'data: {"type":"response.output_text.delta","delta":"ok"}\r\n\r\ndata: {"type":"response.completed","response":{"output":[{"content":[{"text":"ok"}]}]}}\r\n\r\n',
  ],
  [
    'Gemini, without its thoughts',
    '{"candidates":[null,{"content":null},{"content":{"parts":[{"text":"hm","thought":true},{"text":"o"},{"functionCall":{}},{"text":"k"}]}}]}',
  ],
  ['Messages as a stream', 'event: x\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"ok"}}'],
  ['Chat Completions as a stream', 'data: {"choices":[{"delta":{"content":"ok"}}]}\n\ndata: [DONE]\n\n'],
])('reads the text of %s', (_, body) => {
  expect(read(body)).toEqual({ text: 'ok', error: '' })
})

it.each([
  ['{"type":"error","error":{"type":"x","message":"no such key"}}', 'no such key'],
  ['{"error":"no such key"}', 'no such key'],
  ['{"error":{"code":"bad_key"}}', 'bad_key'],
  ['event: error\ndata: {"type":"error","error":{"message":"no such key"}}\n\n', 'no such key'],
  ['data: {"type":"response.failed","response":{"error":{"message":"no such key"}}}\n\n', 'no such key'],
  ['{"error":{"code":429,"message":"no such key","status":"RESOURCE_EXHAUSTED"}}', 'no such key'],
  ['{"candidates":1}', ''],
  ['<html>502</html>', ''],
  ['', ''],
])('finds the error in %s', (body, error) => {
  expect(read(body)).toEqual({ text: '', error })
})
