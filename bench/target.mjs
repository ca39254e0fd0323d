// The upstream of the bench: a server on raw sockets that costs as little as possible, so that what is measured is the
// contender in front of it. Reads a request of known length, throws its body away, and answers by the `kind` in its query:
// `json` (2 KB), `burst` (400 events, 60 KB, each a chunk of its own, sent at once), `timed` (an event every 20 ms with the
// sender's time inside, until the client leaves) and `first` (head and one event, then the end).
import { createServer } from 'node:net'

const EVENTS_IN_BURST = 400
const TIMED_INTERVAL_MS = 20

const text = (length) => 'lorem ipsum dolor sit amet '.repeat(Math.ceil(length / 27)).slice(0, length)

const usage = { input_tokens: 25, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 15 }

const jsonBody = JSON.stringify({
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content: [{ type: 'text', text: text(1750) }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage,
})
const jsonAnswer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: ${jsonBody.length}\r\n\r\n${jsonBody}`,
)

const chunk = (data) => `${data.length.toString(16)}\r\n${data}\r\n`
const event = (value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`
const delta = (words) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: words } })
const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n'
const started = event({
  type: 'message_start',
  message: { id: 'msg_bench', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [], usage },
})
const stopped =
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage }) + event({ type: 'message_stop' })

const burstAnswer = Buffer.from(
  [
    streamHead,
    chunk(started),
    ...Array.from({ length: EVENTS_IN_BURST - 2 }, () => chunk(delta(text(45)))),
    chunk(stopped),
    '0\r\n\r\n',
  ].join(''),
)
const firstAnswer = Buffer.from([streamHead, chunk(started), '0\r\n\r\n'].join(''))

// Streams are spread over the interval, as real ones are, and one timer serves them all.
const slots = Array.from({ length: TIMED_INTERVAL_MS }, () => new Map())
let nextSlot = 0
let tick = 0
const sendDue = () => {
  const now = Math.floor(performance.now())
  for (; tick < now; tick += 1) {
    for (const [socket, state] of slots[tick % TIMED_INTERVAL_MS]) {
      state.number += 1
      socket.write(chunk(delta(`@${state.number} ${process.hrtime.bigint()}@ ${text(20)}`)))
    }
  }
}
setInterval(sendDue, 1)

const startTimed = (socket) => {
  const slot = slots[nextSlot % TIMED_INTERVAL_MS]
  nextSlot += 1
  slot.set(socket, { number: 0 })
  socket.once('close', () => slot.delete(socket))
  socket.write(streamHead + chunk(started))
}

const answers = {
  json: (socket) => socket.write(jsonAnswer),
  burst: (socket) => socket.write(burstAnswer),
  first: (socket) => socket.write(firstAnswer),
  timed: startTimed,
}

const serve = (socket) => {
  let pending = ''
  let left = 0
  let answer
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    let at = 0
    while (at < bytes.length) {
      if (answer === undefined) {
        pending += bytes.latin1Slice(at)
        at = bytes.length
        const end = pending.indexOf('\r\n\r\n')
        if (end === -1) return
        const head = pending.slice(0, end)
        const rest = pending.length - end - 4
        pending = ''
        left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
        answer = answers[/[?&]kind=(\w+)/.exec(head)?.[1] ?? 'json'] ?? answers.json
        at -= rest
      }
      const taken = Math.min(left, bytes.length - at)
      left -= taken
      at += taken
      if (left === 0) {
        answer(socket)
        answer = undefined
      }
    }
  })
}

const server = createServer(serve)
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.once('disconnect', () => process.exit())
