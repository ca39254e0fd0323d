// The upstream of the bench: a server on raw sockets that costs as little as possible, so that what is measured is the
// contender in front of it. Reads a request of known length, throws its body away, and answers by the `kind` in its user agent,
// which is the one thing of a client that translation lets through: `json` (2 KB), `burst` (400 events, 60 KB, each a chunk of its
// own, sent at once), `timed` (an event every 20 ms with the sender's time inside, until the client leaves) and `first` (head and
// one event, then the end). Speaks Messages, and Chat Completions where the path does.
import { createServer } from 'node:net'

const EVENTS_IN_BURST = 400
const TIMED_INTERVAL_MS = 20

const text = (length) => 'lorem ipsum dolor sit amet '.repeat(Math.ceil(length / 27)).slice(0, length)

const usage = { input_tokens: 25, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 15 }

const chunk = (data) => `${data.length.toString(16)}\r\n${data}\r\n`
const whole = (value) => {
  const body = JSON.stringify(value)
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: ${body.length}\r\n\r\n`
  return Buffer.from(head + body)
}
const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n'

const event = (value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`
const messages = {
  json: whole({
    id: 'msg_bench',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [{ type: 'text', text: text(1750) }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage,
  }),
  started: event({
    type: 'message_start',
    message: { id: 'msg_bench', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [], usage },
  }),
  delta: (words) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: words } }),
  stopped:
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage }) + event({ type: 'message_stop' }),
}

const completion = { id: 'chatcmpl-bench', created: 1, model: 'bench-model' }
const chatUsage = { prompt_tokens: 25, completion_tokens: 15, total_tokens: 40 }
const choice = (delta, more = {}) => {
  const choices = [{ index: 0, delta, finish_reason: null, ...more }]
  return `data: ${JSON.stringify({ ...completion, object: 'chat.completion.chunk', choices })}\n\n`
}
const chat = {
  json: whole({
    ...completion,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: text(1750) }, finish_reason: 'stop' }],
    usage: chatUsage,
  }),
  started: choice({ role: 'assistant', content: '' }),
  delta: (content) => choice({ content }),
  stopped: `${choice({}, { finish_reason: 'stop' })}data: ${JSON.stringify({ ...completion, choices: [], usage: chatUsage })}\n\ndata: [DONE]\n\n`,
}

// Streams are spread over the interval, as real ones are, and one timer serves them all.
const slots = Array.from({ length: TIMED_INTERVAL_MS }, () => new Map())
let nextSlot = 0
let tick = 0
const sendDue = () => {
  const now = Math.floor(performance.now())
  for (; tick < now; tick += 1) {
    for (const [socket, state] of slots[tick % TIMED_INTERVAL_MS]) {
      state.number += 1
      socket.write(chunk(state.delta(`@${state.number} ${process.hrtime.bigint()}@ ${text(20)}`)))
    }
  }
}
setInterval(sendDue, 1)

const startTimed =
  ({ started, delta }) =>
  (socket) => {
    const slot = slots[nextSlot % TIMED_INTERVAL_MS]
    nextSlot += 1
    slot.set(socket, { number: 0, delta })
    socket.once('close', () => slot.delete(socket))
    socket.write(streamHead + chunk(started))
  }

const answersOf = (protocol) => {
  const { json, started, delta, stopped } = protocol
  const deltas = Array.from({ length: EVENTS_IN_BURST - 2 }, () => chunk(delta(text(45))))
  const burst = Buffer.from([streamHead, chunk(started), ...deltas, chunk(stopped), '0\r\n\r\n'].join(''))
  const first = Buffer.from([streamHead, chunk(started), '0\r\n\r\n'].join(''))
  return {
    json: (socket) => socket.write(json),
    burst: (socket) => socket.write(burst),
    first: (socket) => socket.write(first),
    timed: startTimed(protocol),
  }
}
const answers = { messages: answersOf(messages), chat: answersOf(chat) }

const answerTo = (head) => {
  const spoken = /^\S+ \S*\/chat\/completions/.test(head) ? answers.chat : answers.messages
  return spoken[/\bkind=(\w+)/.exec(head)?.[1] ?? 'json'] ?? spoken.json
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
        answer = answerTo(head)
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
