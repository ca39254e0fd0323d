import { describe, expect, it } from 'vitest'
import { readTomlString, scanToml, TomlTextError, tomlString } from './toml-text.ts'

const found = (text: string) =>
  scanToml(text).map(({ kind, path, valueStart, valueEnd }) => [kind, path.join('/'), text.slice(valueStart, valueEnd)])

describe('scanToml', () => {
  it('finds headers, keys of every form, and values over several lines', () => {
    const text = [
      '\uFEFF# [not.a.table]',
      'plain = "a # b" # comment',
      '"quoted key" . bare=\'[x]\'',
      'many = [ # [no.table]',
      '  "]", { a = "}" },',
      ']',
      'long = """',
      '[no.table]',
      'x = "y\\""" # still inside',
      '"""',
      "raw = '''[no]''''",
      'when = 1979-05-27 07:32:00Z # blank inside',
      '',
      '[ model_providers . "c.l" ] # why',
      'on = true',
      '[[list]]',
      'n = { x = 1, y = [2] }',
    ].join('\r\n')
    expect(found(text)).toEqual([
      ['key', 'plain', '"a # b"'],
      ['key', 'quoted key/bare', "'[x]'"],
      ['key', 'many', '[ # [no.table]\r\n  "]", { a = "}" },\r\n]'],
      ['key', 'long', '"""\r\n[no.table]\r\nx = "y\\""" # still inside\r\n"""'],
      ['key', 'raw', "'''[no]''''"],
      ['key', 'when', '1979-05-27 07:32:00Z'],
      ['table', 'model_providers/c.l', ''],
      ['key', 'model_providers/c.l/on', 'true'],
      ['table', 'list', ''],
      ['key', 'list/n', '{ x = 1, y = [2] }'],
    ])
  })

  it('gives lines whole, with their ends', () => {
    const text = 'a = 1\n  b = [\n1]  # c\nc = 2'
    expect(scanToml(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'a = 1\n',
      '  b = [\n1]  # c\n',
      'c = 2',
    ])
  })

  it.each([
    ['a = 1\nb', 2],
    ['a = "open', 1],
    ['a = [1,\n2', 1],
    ['[table', 1],
    ['a = 1\n\n= 2', 3],
    ['a = 1 b = 2 "', 1],
    ['a = "x" b', 1],
    ["a = '''\nopen", 1],
  ])('refuses %j', (text, line) => {
    expect(() => scanToml(text)).toThrow(TomlTextError)
    try {
      scanToml(text)
    } catch (error) {
      expect((error as TomlTextError).line).toBe(line)
    }
  })
})

describe('strings', () => {
  it.each(['http://127.0.0.1:3211', 'a "b" \\ c', 'ü\n'])('reads back %j', (value) => {
    expect(readTomlString(tomlString(value))).toBe(value)
  })

  it('reads literal strings and long escapes, and nothing else', () => {
    expect(readTomlString("'a\\b'")).toBe('a\\b')
    expect(readTomlString('"\\U0001F600"')).toBe('😀')
    expect(readTomlString('true')).toBeUndefined()
    expect(readTomlString('"""a"""')).toBeUndefined()
  })
})
