import { describe, expect, it } from 'vitest'
import { createPrint, printable } from './print.ts'

const paper = () => {
  const lines: string[] = []
  return {
    write: (chunk: string | Uint8Array, done?: (error?: Error | null) => void) => {
      lines.push(String(chunk))
      done?.()
      return true
    },
    text: () => lines.join(''),
  }
}

describe('print', () => {
  it('keeps results and remarks apart', async () => {
    const out = paper()
    const err = paper()
    const print = createPrint(out, err)
    print.line('result')
    print.line()
    print.note('remark')
    print.json({ a: 1 })
    print.jsonLine({ a: 1 })
    await print.raw('raw')
    expect(out.text()).toBe('result\n\n{\n  "a": 1\n}\n{"a":1}\nraw')
    expect(err.text()).toBe('remark\n')
  })

  it('aligns columns by their width on the screen, numbers to the right, nothing behind the last', async () => {
    const out = paper()
    await createPrint(out, paper()).table(
      ['名称', 'n'],
      [
        ['a', 1],
        ['上游', 12345],
      ],
      { right: [1] },
    )
    expect(out.text()).toBe('名称      n\na         1\n上游  12345\n')
  })

  it('draws no head when there is none', async () => {
    const out = paper()
    await createPrint(out, paper()).table(['', ''], [['a', 'b']])
    expect(out.text()).toBe('a  b\n')
  })

  it('lets no cell break its row or speak to the terminal', async () => {
    const out = paper()
    await createPrint(out, paper()).table(['', ''], [['a\nb', '\u001b[2J']])
    expect(out.text()).toBe('a b  \\u{1b}[2J\n')
  })

  it('shows a terminal what it must not obey, and hands everybody else the bytes', async () => {
    const text = 'a\u001b[2J\r\u202eb\u2028\n\tc\r\n密'
    const file = paper()
    await createPrint(file, file).raw(text)
    expect(file.text()).toBe(text)
    const out = { ...paper(), isTTY: true }
    const print = createPrint(out, out)
    for (const byte of Buffer.from('密\u202e')) await print.raw(Buffer.of(byte))
    print.line('a\u001b[2J\rb\u2066')
    print.note('\u009b1mforged\ttab\nline')
    expect(out.text()).toBe('密\\u{202e}a\\u{1b}[2J\\u{d}b\\u{2066}\n\\u{9b}1mforged\ttab\nline\n')
  })

  it('hands on that raw output could not be written', async () => {
    const broken = {
      write: (_chunk: string | Uint8Array, done?: (error?: Error | null) => void) => {
        done?.(new Error('EPIPE'))
        return false
      },
    }
    await expect(createPrint(broken, paper()).raw('x')).rejects.toThrow('EPIPE')
  })

  it('leaves ordinary text alone', () => {
    expect(printable('häng 上游 🙂')).toBe('häng 上游 🙂')
  })
})
