// An upstream that answers with damaged bytes: heads, chunks, streams and encodings that no server should send.
import { createServer } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { zstdBomb } from './bombs.mjs'
import { mutate } from './values.mjs'

const EVENTS =
  'event: message_start\ndata: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":3,"output_tokens":1}}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"hi"}}\n\nevent: message_delta\ndata: {"type":"message_delta","usage":{"output_tokens":5}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n'
// `keep-alive: timeout=2` makes CLP drop idle connections soon, so that a run need not wait half a minute for it.
const chunked = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const packed = gzipSync(EVENTS)

const MB = 2 ** 20
const bombed = (encoding, body) =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-type: application/json\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`,
    ),
    body,
  ])

const ANSWERS = [
  Buffer.from(
    `HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${chunked(EVENTS)}0\r\n\r\n`,
  ),
  Buffer.from(
    `HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-type: text/event-stream\r\ncontent-length: ${EVENTS.length}\r\n\r\n${EVENTS}`,
  ),
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`,
    ),
    packed,
  ]),
  Buffer.from(
    'HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-type: application/json\r\ncontent-length: 59\r\n\r\n{"type":"message","usage":{"input_tokens":1,"output_tokens":2}}',
  ),
  Buffer.from(
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  ),
  Buffer.from(
    'HTTP/1.1 429 Too Many\r\nretry-after: 99999999999999999999\r\nanthropic-ratelimit-unified-reset: -5\r\ncontent-length: 2\r\n\r\n{}',
  ),
  Buffer.from('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
  bombed('zstd', zstdBomb(32 * MB)),
  bombed('br', brotliCompressSync(Buffer.alloc(8 * MB))),
  bombed('gzip', gzipSync(Buffer.alloc(32 * MB))),
  bombed('gzip, gzip', gzipSync(gzipSync(Buffer.alloc(32 * MB)))),
  bombed(Array(2000).fill('br').join(','), packed),
  Buffer.from(`${'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(20_000)}`),
  Buffer.from(`HTTP/1.1 200 OK\r\nx-long: ${'y'.repeat(400_000)}`),
  Buffer.from(`HTTP/1.1 200 OK\r\n${'x-a: y\r\n'.repeat(20_000)}content-length: 2\r\n\r\n{}`),
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${'data: 1\n\n'.repeat(50_000)}`),
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ${'z'.repeat(2 * MB)}`),
  Buffer.from(`HTTP/1.1 200 OK\r\nx-clp-problem: a\r\nset-cookie: clp=\u001b[31m\r\ncontent-length: 2\r\n\r\n{}`),
  Buffer.from('HTTP/1.1 302 Found\r\nlocation: http://x/\r\ncontent-length: 0\r\n\r\n'),
]

export const startDamagedUpstream = (random) =>
  new Promise((resolve) => {
    const sockets = new Set()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => undefined)
      let answered = false
      socket.on('data', () => {
        if (answered) return
        answered = true
        const bytes = random.chance(0.3) ? random.pick(ANSWERS) : mutate(random, random.pick(ANSWERS))
        socket.write(bytes, () => {
          answered = false
          if (random.chance(0.7)) socket.end()
          else if (random.chance(0.3)) socket.destroy()
        })
      })
    })
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: server.address().port,
        close: () => {
          for (const socket of sockets) socket.destroy()
          server.close()
        },
      }),
    )
  })
