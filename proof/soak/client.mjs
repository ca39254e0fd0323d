// One exchange as a client lives it: sends, reads or leaves, checks every byte, and says what it must have cost.
import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { pause } from '../kit/wait.mjs'
import { drawBodyBytes, eventsOf, jsonAnswerOf, queryOf, requestBody } from './plan.mjs'

const PATHS = { claude: '/v1/messages', codex: '/responses' }

/**
 * Resolves with { end, status, id, problem, input, output }: `end` is `whole`, `refused`, `broken` or `left`; `problem` says what was
 * wrong with what the client got, undefined when all was as it must be; the counts are what CLP must have read.
 */
export const exchange = ({ ports, agent, random, upstreams }, plan) =>
  new Promise((resolve) => {
    const body = requestBody(plan.service, plan.n, drawBodyBytes(random))
    const facts = { input: 0, output: 0, id: undefined, status: undefined }
    const finish = (end, problem) => {
      upstreams.forget(plan.n)
      resolve({ ...facts, end, problem })
    }
    const request = httpRequest({
      port: ports[plan.service],
      host: '127.0.0.1',
      agent,
      method: 'POST',
      path: `${PATHS[plan.service]}?${queryOf(plan)}`,
      headers: { 'content-type': 'application/json', 'content-length': body.byteLength, authorization: 'Bearer soak' },
    })
    let left = false
    const hangUp = () => {
      left = true
      request.destroy()
    }
    request.on('error', () => finish(left ? 'left' : 'broken', left ? undefined : 'no answer at all'))
    request.on('response', (response) => {
      facts.id = response.headers['x-clp-request-id']
      facts.status = response.statusCode
      read(response, { plan, random, hangUp, facts, body }).then(
        ({ end, problem }) => finish(left ? 'left' : end, left ? undefined : problem),
        (error) => finish('broken', error.message),
      )
    })
    send(request, body, { plan, random, hangUp, reached: upstreams.reached }).catch((error) =>
      finish('broken', error.message),
    )
  })

const send = async (request, body, { plan, random, hangUp, reached }) => {
  if (plan.act === 'leave-sending') {
    request.write(body.subarray(0, random.whole(0, body.byteLength - 1)))
    await pause(random.whole(0, 50))
    hangUp()
    return
  }
  if (plan.act === 'slow') {
    const half = body.byteLength >> 1
    request.write(body.subarray(0, half))
    await pause(random.whole(10, 200))
    request.end(body.subarray(half))
    return
  }
  request.end(body)
  if (plan.act !== 'leave-waiting') return
  await Promise.race([reached(plan.n), new Promise((resolve) => request.once('close', resolve))])
  await pause(random.whole(0, 300))
  hangUp()
}

const read = async (response, { plan, random, hangUp, facts, body }) => {
  const chunks = []
  let size = 0
  // Only a stream says its counts before its end; a stream that breaks has told the first ones.
  const hangUpAfter = plan.act === 'leave-streaming' ? random.whole(500, 5000) : Number.POSITIVE_INFINITY
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      size += chunk.byteLength
      if (size > hangUpAfter) hangUp()
      if (plan.act === 'slow') await pause(random.whole(5, 40))
    }
  } catch {
    note(facts, plan, Buffer.concat(chunks).toString())
    return { end: 'broken', problem: undefined }
  }
  const text = Buffer.concat(chunks).toString()
  if (response.statusCode !== 200) return { end: 'refused', problem: undefined }
  const wanted = plan.shape === 'json' ? jsonAnswerOf(plan) : eventsOf(plan).join('')
  if (response.headers['x-exchange'] !== String(plan.n))
    return { end: 'broken', problem: 'the answer to another request' }
  const sent = createHash('sha1').update(body).digest('hex')
  if (plan.service === 'claude' && response.headers['x-body-sha1'] !== sent) {
    return { end: 'broken', problem: 'the upstream got other bytes than were sent' }
  }
  note(facts, plan, text)
  if (text === wanted) return { end: 'whole', problem: undefined }
  // A stream that broke among several upstreams is ended in the client's protocol; what came before is the upstream's own.
  const cut = text.indexOf('\n\n\n\nevent: error')
  const before = cut < 0 ? text.lastIndexOf('\n\n\n\nevent:') : cut
  if (before > 0 && wanted.startsWith(text.slice(0, before))) return { end: 'broken', problem: undefined }
  return { end: 'broken', problem: 'other bytes than the upstream sent' }
}

/** What an answer that came so far has told about its cost. */
const note = (facts, plan, text) => {
  if (plan.shape === 'json') {
    if (!text.endsWith('}')) return
    facts.input = plan.input
    facts.output = plan.output
    return
  }
  const ended = text.includes(plan.service === 'codex' ? 'event: response.completed' : 'event: message_stop')
  if (ended) {
    facts.input = plan.input
    facts.output = plan.output
  } else if (plan.service === 'claude' && text.includes('event: message_start')) {
    facts.input = plan.input
    facts.output = 1
  }
}
