// Bytes for the HTTP ports: requests of every kind, damaged, sent in pieces, on sockets that hang up when they please.
import { connect } from 'node:net'
import { pause } from '../kit/wait.mjs'
import { mutate } from './values.mjs'

const BODY = '{"model":"claude-x","stream":true,"max_tokens":5,"messages":[{"role":"user","content":"hello"}]}'

const SEEDS = [
  `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer x\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `POST /responses?x=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\nX-Trailer: y\r\n\r\n`,
  'GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'HEAD /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1:3300\r\nAccess-Control-Request-Method: POST\r\n\r\n',
  'GET http://127.0.0.1/ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
  'GET /ws/realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  'GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /api/exchanges?limit=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  `PUT /api/documents/filter HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"text":"[]"}`,
  'PROPFIND /x HTTP/1.0\r\n\r\n',
]

/** One connection full of damage. Resolves with what came back. */
export const rawCase = async ({ random, ports }) => {
  const bytes = Buffer.concat(
    Array.from({ length: random.whole(1, 3) }, () => mutate(random, Buffer.from(random.pick(SEEDS), 'latin1'))),
  )
  const port = random.pick(ports)
  return { what: { port, bytes: bytes.toString('latin1').slice(0, 4000) }, answer: await sendRaw(random, port, bytes) }
}

const GIVE_UP_MS = 400

export const sendRaw = (random, port, bytes) =>
  new Promise((resolve) => {
    const chunks = []
    const socket = connect(port, '127.0.0.1')
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    const timer = setTimeout(finish, GIVE_UP_MS)
    socket.on('error', finish)
    socket.on('close', finish)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('connect', () => void feed(random, socket, bytes))
  })

const feed = async (random, socket, bytes) => {
  let rest = bytes
  while (rest.length > 0 && !socket.destroyed) {
    const size = random.chance(0.5) ? rest.length : random.whole(1, rest.length)
    socket.write(rest.subarray(0, size))
    rest = rest.subarray(size)
    if (rest.length > 0) await pause(random.whole(0, 3))
  }
  const end = random.next()
  if (end < 0.2) socket.end()
  else if (end < 0.4) socket.destroy()
  else if (end < 0.5) socket.resetAndDestroy()
}
