// Clients that send a byte at a time, and one that stops reading for longer than any upstream may be silent.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { pause, until } from '../kit/wait.mjs'

const BODY = '{"model":"claude-x"}'
const HEAD = `POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n`
const CLIENTS = 50

/**
 * Fifty clients whose body comes a byte a second, and fifty whose head does, which is refused after 30 s. Returns at once, with
 * the way to wait for their end: others are served meanwhile.
 */
export const startTrickling = ({ daemon }, { heads }) => {
  const bodies = Array.from({ length: CLIENTS }, () => trickle(daemon.claude, HEAD, BODY))
  const slowHeads = Array.from({ length: heads ? CLIENTS : 0 }, () => trickle(daemon.claude, '', `${HEAD}${BODY}`))
  return async (report) => {
    const served = await Promise.all(bodies)
    report.check(
      `${CLIENTS} clients that send their body at a byte a second are answered`,
      served.every((answer) => answer.startsWith('HTTP/1.1 200')),
      kinds(served),
    )
    if (!heads) return
    const refused = await Promise.all(slowHeads)
    report.check(
      `${CLIENTS} clients that send their head at a byte a second are refused`,
      refused.every((answer) => answer.startsWith('HTTP/1.1 408')),
      kinds(refused),
    )
  }
}

const kinds = (answers) => [...new Set(answers.map((answer) => answer.split('\r\n')[0] || 'nothing'))].join(', ')

/** Sends `first` at once and `rest` byte by byte; resolves with what came back. */
const trickle = async (port, first, rest) => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  let answer = ''
  let over = false
  socket.setEncoding('latin1').on('data', (piece) => {
    answer += piece
  })
  const closed = once(socket, 'close').then(() => {
    over = true
  })
  await Promise.race([once(socket, 'connect'), closed])
  socket.write(first)
  for (const byte of rest) {
    if (over || answer !== '') break
    socket.write(byte)
    await pause(1000)
  }
  await closed
  return answer
}

const LARGE_BYTES = 30_000_000

/** Silence that the client causes itself is nobody's time-out. */
export const stoppedReader = async ({ daemon, listen, patienceS, pointAt, recovers }, report) => {
  let sent = 0
  const upstream = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-length': LARGE_BYTES })
    const chunk = Buffer.alloc(100_000, 'x')
    const more = () => {
      while (sent < LARGE_BYTES) {
        sent += chunk.length
        if (!response.write(chunk)) return
      }
      response.end()
    }
    response.on('drain', more)
    more()
  })
  await pointAt(`http://127.0.0.1:${await listen(upstream)}`)
  const socket = connect(daemon.claude, '127.0.0.1').on('error', () => undefined)
  socket.write(HEAD + BODY)
  let got = 0
  socket.once('data', () => socket.pause())
  socket.on('data', (chunk) => {
    got += chunk.length
  })
  let before = -1
  await until(
    async () => {
      const now = sent
      const still = now > 0 && now === before
      before = now
      await pause(200)
      return still
    },
    { what: 'the upstream is held back' },
  )
  const held = sent
  await pause(patienceS * 3000)
  socket.resume()
  await once(socket, 'close')
  report.check(
    `a client that stops reading for ${patienceS * 3} s gets all that was sent`,
    got > LARGE_BYTES && held < LARGE_BYTES,
    `held back after ${(held / 2 ** 20).toFixed(1)} of ${(LARGE_BYTES / 2 ** 20).toFixed(1)} MB`,
  )
  await recovers()
}
