// What a client would find wrong with an answer in its own language: order, numbers, more or less than one end.

/** Undefined when nothing is. */
export const faultsOf = (client, text, streams) => (streams ? STREAMS[client](text) : wholeFault(client, text))

const WHOLE = { messages: 'content', responses: 'output', chat: 'choices', gemini: 'candidates' }

const wholeFault = (client, text) => {
  try {
    return Array.isArray(JSON.parse(text)[WHOLE[client]]) ? undefined : 'is no answer'
  } catch (error) {
    return `is no JSON: ${error.message}`
  }
}

const eventsOf = (text) =>
  text
    .split(/\r?\n\r?\n/)
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? ''
      return { name: /^event: (.*)$/m.exec(block)?.[1], data: data === '[DONE]' ? data : JSON.parse(data) }
    })

/** The last event, and no other, ends the answer. */
const endFault = (events, isEnd) => {
  const ends = events.filter(({ data }) => isEnd(data)).length
  if (ends !== 1) return `has ${ends} ends`
  return isEnd(events.at(-1).data) ? undefined : 'goes on after its end'
}

const messages = (text) => {
  const events = eventsOf(text)
  let open
  let next = 0
  for (const { name, data } of events) {
    if (name !== data.type) return `calls ${data.type} ${name}`
    if (data.type === 'content_block_start') {
      if (open !== undefined || data.index !== next) return `opens block ${data.index} while ${open} is open`
      open = next
      next += 1
    }
    if (data.type === 'content_block_delta' && data.index !== open)
      return `adds to block ${data.index}, ${open} is open`
    if (data.type === 'content_block_stop') {
      if (data.index !== open) return `closes block ${data.index}, ${open} is open`
      open = undefined
    }
    if (data.type === 'message_stop' && open !== undefined) return 'ends with an open block'
  }
  if (events.filter(({ data }) => data.type === 'message_start').length !== 1) return 'does not begin once'
  return endFault(events, ({ type }) => type === 'message_stop' || type === 'error')
}

const RESPONSE_ENDS = new Set(['response.completed', 'response.incomplete', 'response.failed'])

const responses = (text) => {
  const events = eventsOf(text)
  const done = []
  for (const [index, { name, data }] of events.entries()) {
    if (name !== data.type) return `calls ${data.type} ${name}`
    if (data.sequence_number !== index) return `numbers event ${index} ${data.sequence_number}`
    if (data.type === 'response.output_item.done') done.push(data.item)
    if (data.output_index !== undefined && data.output_index !== done.length - Number(data.type.endsWith('item.done')))
      return `puts ${data.type} at ${data.output_index}`
    if (RESPONSE_ENDS.has(data.type) && JSON.stringify(data.response.output) !== JSON.stringify(done))
      return 'ends with other items than it said'
  }
  if (events[0]?.data.type !== 'response.created') return 'does not begin with response.created'
  return endFault(events, ({ type }) => RESPONSE_ENDS.has(type))
}

const chat = (text) => {
  const events = eventsOf(text)
  const finishes = events.filter(({ data }) => typeof data.choices?.[0]?.finish_reason === 'string').length
  const isDone = events.at(-1)?.data === '[DONE]'
  if (finishes !== Number(isDone)) return `finishes ${finishes} times`
  return endFault(events, (data) => data === '[DONE]' || data.error !== undefined)
}

const gemini = (text) => {
  const events = eventsOf(text)
  if (events.some(({ data }) => data.error === undefined && !(data.candidates?.[0]?.content?.parts?.length > 0)))
    return 'has a chunk without a part'
  return endFault(events, ({ error, candidates }) => error !== undefined || candidates[0].finishReason !== undefined)
}

const geminiArray = (text) =>
  gemini(
    JSON.parse(text)
      .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
      .join(''),
  )

const STREAMS = { messages, responses, chat, gemini, geminiArray }
