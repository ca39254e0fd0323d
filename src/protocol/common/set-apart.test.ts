import { describe, expect, it } from 'vitest'
import { finish } from '../../codec/work/work.ts'
import { anthropicMessages } from '../anthropic-messages/anthropic-messages.ts'
import { gemini as geminiProtocol } from '../gemini/gemini.ts'
import { openaiChat } from '../openai-chat/openai-chat.ts'
import { openaiResponses } from '../openai-responses/openai-responses.ts'
import type { Protocol } from './protocol.ts'
import { setApart } from './set-apart.ts'

const find = setApart({
  signed: { types: ['thinking', 'redacted_thinking'], members: ['encrypted_content'], texts: ['mark'] },
  opaque: [],
})

const signedIn = (text: string): string[] => {
  const bytes = Buffer.from(text)
  return finish(find(bytes)).signed.map(({ start, end }) => bytes.toString('utf8', start, end))
}

describe('what is signed', () => {
  it('finds thinking blocks whole, wherever their type stands', () => {
    const first = '{"type":"thinking","thinking":"a {\\"b","signature":"s"}'
    const second = '{ "data" : "x" , "type" : "redacted_thinking" }'
    const text = `{"messages":[{"content":[${first},{"type":"text","text":"t"},${second}]}]}`
    expect(signedIn(text)).toEqual([first, second])
  })

  it('finds items with encrypted content, not those where it is empty or null', () => {
    const item = '{"type":"reasoning","summary":[],"encrypted_content":"密"}'
    expect(signedIn(`{"input":[${item},{"encrypted_content":null},{"encrypted_content":""}]}`)).toEqual([item])
  })

  it('finds texts that are signed without what is around them, not those that are empty', () => {
    expect(signedIn('[{"text":"t","mark":"s\\\\n"},{"mark":""},{"mark":{"a":"b"}},{"a":"mark"}]')).toEqual(['s\\\\n'])
  })

  it('is not misled by the words as plain text or as a key', () => {
    expect(
      signedIn(
        '{"a":"\\"type\\":\\"thinking\\"","thinking":{"type":"enabled"},"b":"encrypted_content","c":["thinking"]}',
      ),
    ).toEqual([])
  })

  it('holds an open block to be signed to the end', () => {
    expect(signedIn('[{"type":"thinking","thinking":"abc')).toEqual(['{"type":"thinking","thinking":"abc'])
  })
})

describe('what is no text', () => {
  const PNG = 'iVBORw0KGgoAAAANSUhEUgAA+/=='
  const URL = `data:image/png;base64,${PNG}`
  const opaqueIn = ({ apart }: Pick<Protocol, 'apart'>, document: unknown): string[] => {
    const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
    return finish(apart(bytes)).opaque.map(({ start, end }) => bytes.toString('utf8', start, end))
  }
  const [messages, responses, chat, gemini] = [anthropicMessages, openaiResponses, openaiChat, geminiProtocol]

  it.each<[string, Pick<Protocol, 'apart'>, unknown]>([
    [
      'a picture of Messages',
      messages,
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
    ],
    ['its type last', messages, { source: { data: PNG, type: 'base64' }, type: 'image' }],
    [
      'a document',
      messages,
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PNG } },
    ],
    [
      'a picture in the result of a tool',
      messages,
      { type: 'tool_result', content: [{ type: 'image', source: { type: 'base64', data: PNG } }] },
    ],
    ['a picture of Responses', responses, { type: 'input_image', image_url: URL }],
    ['what a computer shows', responses, { output: { type: 'computer_screenshot', image_url: URL } }],
    ['a file of Responses', responses, { type: 'input_file', filename: 'a.pdf', file_data: URL }],
    ['a file without an address', responses, { type: 'input_file', file_data: PNG }],
    ['a picture that was made', responses, { type: 'image_generation_call', result: PNG }],
    ['a mask', responses, { type: 'image_generation', input_image_mask: { image_url: URL } }],
    ['a picture of Chat', chat, { type: 'image_url', image_url: { url: URL, detail: 'low' } }],
    ['a file of Chat', chat, { type: 'file', file: { filename: 'a', file_data: URL } }],
    ['a sound', chat, { type: 'input_audio', input_audio: { data: PNG, format: 'wav' } }],
    ['a blob of Gemini', gemini, { parts: [{ inlineData: { mimeType: 'image/png', data: PNG } }] }],
    ['the same in its other spelling', gemini, { parts: [{ inline_data: { mime_type: 'image/png', data: PNG } }] }],
    ['a picture of Imagen', gemini, { instances: [{ image: { bytesBase64Encoded: PNG } }] }],
    ['escaped slashes', messages, `{"type":"image","source":{"type":"base64","data":"${PNG.replace('/', '\\/')}"}}`],
  ])('%s', (_title, protocol, block) => {
    const text = typeof block === 'string' ? PNG.replace('/', '\\/') : PNG
    const around =
      typeof block === 'string' ? `{"a":[${block},{"data":"x"}]}` : { input: [{ content: [block, 'x'] }], data: PNG }
    expect(opaqueIn(protocol, around)).toEqual([text])
  })

  it.each<[string, Pick<Protocol, 'apart'>, unknown]>([
    ['a long word in a text', messages, { type: 'text', text: PNG }],
    ['an address in a text', messages, { type: 'text', text: URL }],
    ['a document of plain text', messages, { type: 'document', source: { type: 'text', data: 'TOPSECRET' } }],
    ['a block that is no picture', messages, { type: 'text', source: { type: 'base64', data: PNG } }],
    ['one that says two things', messages, '{"type":"image","type":"text","source":{"type":"base64","data":"abcd"}}'],
    ['one without a type', messages, { source: { type: 'base64', data: PNG } }],
    ['another member', messages, { type: 'image', source: { type: 'base64', text: PNG } }],
    ['a deeper one', messages, { type: 'image', source: { more: { type: 'base64', data: PNG } } }],
    ['one in a list', messages, { type: 'image', source: [{ type: 'base64', data: PNG }] }],
    ['words where Base64 should be', messages, { type: 'image', source: { type: 'base64', data: 'my TOPSECRET' } }],
    ['an address somewhere', responses, { type: 'input_image', image_url: 'https://a.b/c.png' }],
    ['an address of text', responses, { type: 'input_image', image_url: 'data:text/plain,TOPSECRET' }],
    ['a picture of another language', responses, { type: 'image', source: { type: 'base64', data: PNG } }],
    [
      'a text that says so',
      messages,
      JSON.stringify({ a: JSON.stringify({ type: 'image', source: { type: 'base64', data: PNG } }) }),
    ],
    ['what does not end', messages, '{"type":"image","source":{"type":"base64","data":"abc'],
  ])('%s is none', (_title, protocol, document) => {
    expect(opaqueIn(protocol, document).filter((part) => part !== 'abc')).toEqual([])
  })

  it('is looked at in slices, however large it is', () => {
    const work = messages.apart(
      Buffer.from(`{"type":"image","source":{"type":"base64","data":"${'QUJD'.repeat(1_000_000)}"}}`),
    )
    let pauses = 0
    while (work.next().done !== true) pauses += 1
    expect(pauses).toBeGreaterThan(20)
  })

  it('is found in order, and deep nesting costs nothing', () => {
    const picture = (data: string, more = ''): string =>
      `{"type":"image","source":{"data":"${data}","type":"base64"${more}}}`
    const text = `[${picture('aaaa', `,"x":[${picture('bbbb')}]`)},${picture('cccc')}]`
    expect(opaqueIn(messages, text)).toEqual(['aaaa', 'bbbb', 'cccc'])
    const deep = `${'['.repeat(1_000_000)}${picture('dddd')}${']'.repeat(1_000_000)}`
    expect(opaqueIn(messages, `[${deep},${picture('eeee')}]`)).toEqual(['eeee'])
  })
})
