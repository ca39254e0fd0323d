// Upstreams that cannot be found or trusted, or stall in one phase or another: each is answered in time, and CLP serves on afterwards.
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'

const silence = () => createTcpServer((socket) => socket.on('error', () => undefined).resume())

const saying = (text) =>
  createTcpServer((socket) => {
    socket.on('error', () => undefined).resume()
    socket.once('data', () => socket.write(text))
  })

const EVENT = 'event: ping\ndata: {}\n\n'
const streaming = (text) =>
  createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (text === '') response.flushHeaders()
    else response.write(text)
  })

/** More than two ends of a connection hold by themselves. */
const LARGE_BYTES = 30_000_000

const refused = ({ status, whole }) => status >= 502 && status <= 504 && whole
const cut = ({ status, whole }) => status === 200 && !whole

/** What is tried: a server, or an address by the port of a good one; how CLP must answer. */
const FAULTS = [
  ['a name that cannot be found', { base: () => 'http://nowhere.invalid' }, refused],
  ['a port that nobody listens on', { base: () => 'http://127.0.0.1:1' }, refused],
  ['a TLS handshake that fails', { base: (port) => `https://127.0.0.1:${port}`, server: () => streaming('') }, refused],
  ['a TLS handshake that stalls', { base: (port) => `https://127.0.0.1:${port}`, server: silence }, refused],
  [
    'an upstream that does not read the request',
    { server: () => createTcpServer({ pauseOnConnect: true }, (socket) => socket.on('error', () => undefined)) },
    refused,
    { bytes: LARGE_BYTES },
  ],
  ['an upstream that never answers', { server: silence }, refused],
  [
    'an answer that stalls within its head',
    { server: () => saying('HTTP/1.1 200 OK\r\ncontent-type: text/eve') },
    refused,
  ],
  ['an answer that stalls after its head', { server: () => streaming('') }, cut],
  ['a stream that stalls between two events', { server: () => streaming(EVENT) }, cut],
  ['a stream that stalls within an event', { server: () => streaming(`${EVENT}event: pi`) }, cut],
  [
    'an answer that stalls before its promised length',
    { server: () => saying('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"a":') },
    cut,
  ],
]

export const faults = async ({ listen, pointAt, post, recovers }, report) => {
  for (const [what, { server, base = (port) => `http://127.0.0.1:${port}` }, expected, asked] of FAULTS) {
    await pointAt(base(server === undefined ? 0 : await listen(server())))
    const begun = performance.now()
    const answer = await post(asked)
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    report.check(
      what,
      expected(answer),
      `${answer.status}, ${answer.whole ? 'whole' : 'broken off'}, after ${seconds} s`,
    )
    await recovers()
  }
}
