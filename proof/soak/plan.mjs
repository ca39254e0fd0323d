// One exchange of the soak as both ends agree on it: the plan travels in the query, so that the upstream knows what to answer and
// the client what it must receive.
import { createRandom } from '../kit/random.mjs'

const FILLER = 'lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore '

const filler = (length) => FILLER.repeat(Math.ceil(length / FILLER.length)).slice(0, length)

/** Text of invented words, the short ones more often: it shrinks to 44 %, less than prompts do, and not to nothing, as repetitions would. */
const textOfWords = (length) => {
  const random = createRandom(1)
  const letters = 'etaoinshrdlucmfwypvbgkjqxz'
  const word = (size) => Array.from({ length: size }, () => letters[random.whole(0, 25)]).join('')
  const words = Array.from({ length: 4096 }, (_, index) => word(2 + Math.floor(Math.log2(index + 1) / 1.5)))
  let text = ''
  while (text.length < length) text += `${words[Math.floor(4096 ** random.next()) - 1]} `
  return text.slice(0, length)
}

const LONGEST = 5_000_000
const TEXT = textOfWords(2 * LONGEST)

/** Another part of the text for each exchange. */
const prompt = (n, length) => {
  const start = (n * 7919) % LONGEST
  return TEXT.slice(start, start + length)
}

export const queryOf = (plan) =>
  new URLSearchParams(Object.entries(plan).map(([key, value]) => [key, String(value)])).toString()

export const planOf = (url) => {
  const plan = Object.fromEntries(new URL(url, 'http://upstream').searchParams)
  for (const key of ['n', 'events', 'gap', 'input', 'output', 'size']) plan[key] = Number(plan[key] ?? 0)
  return plan
}

/** The events of a streamed answer, as they leave the upstream one by one. */
export const eventsOf = (plan) => (plan.service === 'codex' ? responsesEvents(plan) : messagesEvents(plan))

const event = (value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`

const messagesEvents = ({ n, events, input, output }) => [
  event({
    type: 'message_start',
    message: {
      id: `msg_${n}`,
      type: 'message',
      role: 'assistant',
      model: 'soak',
      content: [],
      usage: { input_tokens: input, output_tokens: 1 },
    },
  }),
  ...Array.from({ length: events }, (_, index) =>
    event({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: `${n}/${index} ${filler(40)}` },
    }),
  ),
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: output } }) +
    event({ type: 'message_stop' }),
]

const responsesEvents = ({ n, events, input, output }) => [
  event({ type: 'response.created', response: { id: `resp_${n}`, status: 'in_progress' } }),
  ...Array.from({ length: events }, (_, index) =>
    event({
      type: 'response.output_text.delta',
      item_id: 'msg',
      output_index: 0,
      delta: `${n}/${index} ${filler(40)}`,
    }),
  ),
  event({
    type: 'response.completed',
    response: {
      id: `resp_${n}`,
      status: 'completed',
      output: [],
      usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
    },
  }),
]

/** A whole answer as JSON, `size` bytes of text in it. */
export const jsonAnswerOf = ({ n, input, output, size }) =>
  JSON.stringify({
    id: `msg_${n}`,
    type: 'message',
    role: 'assistant',
    model: 'soak',
    content: [{ type: 'text', text: filler(size) }],
    stop_reason: 'end_turn',
    usage: { input_tokens: input, output_tokens: output },
  })

/** A request body of about this many bytes. */
export const requestBody = (service, n, bytes) => {
  const text = `${n} ${prompt(n, Math.max(1, bytes - 150))}`
  return Buffer.from(
    JSON.stringify(
      service === 'codex'
        ? { model: 'gpt-soak', stream: true, input: [{ role: 'user', content: [{ type: 'input_text', text }] }] }
        : { model: 'claude-soak', max_tokens: 1024, stream: true, messages: [{ role: 'user', content: text }] },
    ),
  )
}

/** Random plan of exchange `n`: what the client does, and what the upstream answers when it is well. */
export const drawPlan = (random, n) => {
  const act = drawAct(random)
  const service = act === 'stream' && random.chance(0.25) ? 'codex' : 'claude'
  const whole = act === 'json' || act === 'slow'
  return {
    n,
    act,
    service,
    shape: whole ? 'json' : 'stream',
    events: random.whole(20, 160),
    gap: random.whole(20, 80),
    input: random.whole(10, 200_000),
    output: random.whole(2, 9000),
    size: act === 'slow' ? random.whole(500_000, 5_000_000) : random.whole(10, 20_000),
  }
}

const ACTS = [
  ['stream', 0.58],
  ['json', 0.16],
  ['slow', 0.06],
  ['leave-sending', 0.05],
  ['leave-waiting', 0.05],
  ['leave-streaming', 0.1],
]

const drawAct = (random) => {
  let left = random.next()
  for (const [act, share] of ACTS) {
    left -= share
    if (left <= 0) return act
  }
  return 'stream'
}

/** Bytes of a request: mostly as coding clients send them, some up to 5 MB. */
export const drawBodyBytes = (random) =>
  random.chance(0.1) ? random.spread(500_000, 5_000_000) : random.spread(2000, 400_000)
