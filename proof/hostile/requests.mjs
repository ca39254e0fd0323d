// Requests that somebody wrote to keep CLP busy: bodies, and heads that no program of good will sends.
import { inSingleBytes } from './answers.mjs'

const MB = 2 ** 20

/** A body of the text in a field that rules, masks and routing read. */
const saying = (text, model = 'hostile') => `{"model":"${model}","messages":[{"role":"user","content":"${text}"}]}`
const filled = (unit, bytes) => unit.repeat(Math.ceil(bytes / unit.length))

const PEM = '-----BEGIN RSA PRIVATE KEY-----\\n'
const SECRET = `sk-ant-api03-${'aZ3kQ9xT'.repeat(12)}AA`

/** Bodies by name; sizes are multiplied by `scale`. */
export const bodiesOf = (scale) => ({
  plain: () => saying('hello'),
  secret: () => saying(`my key is ${SECRET}`),
  detour: () => saying('hello', 'detour'),
  itself: () => saying('hello', 'itself'),
  chat: () => saying('hello', 'chat'),
  'rule-sk': () => saying(filled('sk-', 4 * MB * scale)),
  'rule-eyJ': () => saying(filled('eyJ', 4 * MB * scale)),
  'rule-mailto': () => saying(filled('mailto:a', 4 * MB * scale)),
  'rule-matches': () => saying(filled('PRIVATE', 4 * MB * scale)),
  'many-models': () => `{${'"model":"hostile",'.repeat(100_000)}"x":1}`,
  'long-number': () => `{"model":"hostile","x":${'7'.repeat(4e6 * scale)}}`,
  escapes: () => saying('\\u0050'.repeat(4e6 * scale)),
  'deep-arrays': () => `{"model":"hostile","x":${'['.repeat(4e6 * scale)}${']'.repeat(4e6 * scale)}}`,
  'deep-objects': () => `{"model":"hostile","x":${'{"a":'.repeat(1e6 * scale)}1${'}'.repeat(1e6 * scale)}}`,
  'many-keys': () => `{"model":"hostile"${',"a":1'.repeat(2e6 * scale)}}`,
  'huge-string': () => saying('lorem ipsum '.repeat(4 * MB * scale)),
  'huge-picture': () =>
    `{"model":"hostile","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"${'QUJD'.repeat(10 * MB * scale)}"}}]}]}`,
  'many-pictures': () =>
    `{"model":"hostile","messages":[{"role":"user","content":[${Array(100_000 * scale)
      .fill('{"type":"image","source":{"type":"base64","data":"PRIVATE="}}')
      .join(',')}]}]}`,
  'chat-deep': () =>
    `{"model":"chat","max_tokens":5,"messages":[{"role":"user","content":${'['.repeat(2e6 * scale)}${']'.repeat(2e6 * scale)}}]}`,
  'chat-many-messages': () =>
    `{"model":"chat","max_tokens":5,"messages":[${Array(200_000 * scale)
      .fill('{"role":"user","content":"x"}')
      .join(',')}]}`,
  'chat-escapes': () => saying('\\ud83d'.repeat(2e6 * scale), 'chat'),
  'chat-huge': () => saying('lorem ipsum '.repeat(2 * MB * scale), 'chat'),
  'mask-password': () => saying(filled('password=', 4 * MB * scale)),
  'mask-keys': () => saying(filled('AKIA', 4 * MB * scale)),
  'mask-jwt': () => saying(filled('eyJ', 4 * MB * scale)),
  'mask-pem': () => saying(filled(PEM, 4 * MB * scale)),
  'mask-email': () => saying(filled('a@a.', 4 * MB * scale)),
  'mask-digits': () => saying(filled('4111 1111-', 4 * MB * scale)),
  'mask-words': () => saying(filled('aB3$xY9_kQ7zR2mT5vW8 ', 4 * MB * scale)),
  'mask-secrets': () =>
    saying(Array.from({ length: 10_000 * scale }, (_, at) => `password=kX9vT2mQ7zL${at}`).join(' ')),
})

const HEAD = 'POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nconnection: close\r\n'

/** A whole request with its length. */
export const withLength = (body) => {
  const bytes = Buffer.from(body)
  return [Buffer.from(`${HEAD}content-length: ${bytes.length}\r\n\r\n`), bytes]
}

export const byteByByte = (body) => [
  Buffer.from(`${HEAD}transfer-encoding: chunked\r\n\r\n`),
  inSingleBytes(Buffer.from(body)),
]

export const withHeaders = (lines) => [Buffer.from(`${HEAD}${lines.join('\r\n')}\r\ncontent-length: 2\r\n\r\n{}`)]

/** A head that goes on for as long as it is read. */
export const endlessHead = (bytes) => {
  const piece = Buffer.alloc(64 * 1024, 'y')
  return [Buffer.from(`${HEAD}x-long: `), ...Array(Math.ceil(bytes / piece.length)).fill(piece)]
}
