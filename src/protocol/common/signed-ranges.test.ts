import { describe, expect, it } from 'vitest'
import { signedRanges } from './signed-ranges.ts'

const find = signedRanges({ types: ['thinking', 'redacted_thinking'], members: ['encrypted_content'], texts: ['mark'] })

const signedIn = (text: string): string[] => {
  const bytes = Buffer.from(text)
  return find(bytes).map(({ start, end }) => bytes.toString('utf8', start, end))
}

describe('signedRanges', () => {
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
