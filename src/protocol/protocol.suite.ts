/** What every protocol must do. A new one passes this or does not ship. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCredentialHeader } from '../codec/http/header-name.ts'
import { headerValue } from '../codec/http/headers.ts'
import { isCredentialParameter } from '../codec/http/redact.ts'
import { createSseFramer } from '../codec/stream/sse.ts'
import { finish } from '../codec/work/work.ts'
import { PROBLEMS, type ProblemCode } from '../contract/problem.ts'
import { Secret } from '../contract/secret.ts'
import { type EventMeaning, isQuestion, type Json, type Protocol } from './common/protocol.ts'
import { readAnswer } from './conversation-reader/answer-fold.ts'
import { judgeWhole } from './judge/judge-whole.ts'
import { createUsageReader } from './usage/usage-reader.ts'

/** One answer that says "Hello, 世界" and calls `ls`: 36 tokens in, 7 of them out of a cache, 87 out. */
export interface ProtocolSample {
  readonly whole: Json
  readonly stream: string
  /** As the protocol counts it: with or without what comes out of a cache. */
  readonly input: number
}

/** Events of streams that services really sent, with what each means. */
export interface ProtocolRecording {
  readonly name: string
  readonly bytes: Uint8Array
  readonly meanings: readonly EventMeaning[]
}

export interface ProtocolEvidence {
  readonly sample: ProtocolSample
  readonly recordings: readonly ProtocolRecording[]
  /** A request body, and the parts of it that are signed. */
  readonly signed: { readonly body: string; readonly parts: readonly string[] }
}

const FACTS = { message: 'Cannot do it: "why"\nand so on', requestId: 'r-1' }

export const protocolSuite = (protocol: Protocol, evidence: ProtocolEvidence): void => {
  describe(`protocol ${protocol.id}`, () => {
    credentialTests(protocol)
    errorTests(protocol)
    requestTests(protocol, evidence)
    eventTests(protocol, evidence)
    answerTests(protocol, evidence)
  })
}

const credentialTests = ({ credentials }: Protocol): void => {
  it('shows token and key in headers that it takes for credentials, and that nobody writes down', () => {
    const headers = credentials.write({ bearer: new Secret('the-token'), apiKey: new Secret('the-key') })
    expect(headers.join(' ')).toContain('the-token')
    expect(headers.join(' ')).toContain('the-key')
    const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
    for (const name of names) expect(credentials.headers).toContain(name)
    expect(credentials.headers.filter((name) => name !== name.toLowerCase() || !isCredentialHeader(name))).toEqual([])
    expect(credentials.parameters.filter((name) => !isCredentialParameter(name))).toEqual([])
    expect(credentials.write({})).toEqual([])
  })
}

const errorTests = (protocol: Protocol): void => {
  const { errors, events } = protocol
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('tells of %s in JSON that it takes for an error', (code) => {
    const { contentType, body } = errors.write({ ...FACTS, code, status: PROBLEMS[code].status ?? 403 })
    expect(contentType).toBe('application/json')
    for (const part of [code, FACTS.requestId, 'CLP: Cannot do it: \\"why\\"']) expect(body).toContain(part)
    expect(errors.isError(JSON.parse(body))).toBe(true)
    expect(judgeWhole(protocol, Buffer.from(body))).toBe('error-in-200')
    expect(readAnswer(body)).toMatchObject({ blocks: [], error: expect.stringContaining('Cannot do it: "why"') })
  })

  it('ends a stream with one event that it takes for an error', () => {
    const event = errors.event({ ...FACTS, code: 'upstream-broken' })
    expect(event).toMatch(/^[^\r\n][\s\S]*[^\r\n](?:\r\n\r\n|\n\n)$/)
    expect(event.trimEnd()).not.toMatch(/\n\r?\n/)
    expect(events.meaning(event.trimEnd())).toBe('error')
    expect(events.mayBeError(Buffer.from(event))).toBe(true)
    expect(readAnswer(event).error).toContain('Cannot do it: "why"')
  })
}

const requestTests = (protocol: Protocol, { signed }: ProtocolEvidence): void => {
  const { model, operationOf } = protocol

  it('probes with a small question for the model', () => {
    const { method, path, headers, body } = protocol.probe('the-model')
    expect(path).toMatch(/^\//)
    expect(() => JSON.parse(body)).not.toThrow()
    expect(body.length).toBeLessThan(1000)
    expect(headerValue(headers, 'content-type')).toBe('application/json')
    expect(isQuestion(operationOf(method, path))).toBe(true)
    const place = model.inPath(path)
    const named = place === undefined ? JSON.parse(body)[model.member] : path.slice(place.start, place.end)
    expect(named).toBe('the-model')
  })

  it.each(['', '/v1', '/relay/anthropic/v1', '//'])(
    'takes a question for one below "%s", and HEAD for none',
    (prefix) => {
      const { method, path } = protocol.probe('m')
      expect(isQuestion(operationOf(method, `${prefix}${path}`))).toBe(true)
      for (const other of ['HEAD', 'GET', 'OPTIONS', 'DELETE'])
        expect(isQuestion(operationOf(other, `${prefix}${path}`))).toBe(false)
    },
  )

  it.each(['/', '/v1/models', '/v1/files', '/api/event_logging/batch', '/v1/messages/batches'])(
    'takes %s for no question, whatever the method',
    (path) => {
      for (const method of ['GET', 'POST', 'HEAD']) expect(isQuestion(operationOf(method, path))).toBe(false)
    },
  )

  it('finds no model in a path without one', () => {
    for (const path of ['/', '/v1beta/files', '/v1/models']) expect(model.inPath(path)).toBeUndefined()
  })

  it('looks for conversations in headers by their lower-case names, and in named members', () => {
    const { headers, members } = protocol.session
    expect(headers.filter((name) => name !== name.toLowerCase() || name === '')).toEqual([])
    expect(members.filter((path) => path.length === 0)).toEqual([])
  })

  it('finds what is signed in a request, and nothing in one without', () => {
    const bytes = Buffer.from(signed.body)
    const found = finish(protocol.apart(bytes)).signed.map(({ start, end }) => bytes.toString('utf8', start, end))
    expect(found).toEqual(signed.parts)
    expect(finish(protocol.apart(Buffer.from(protocol.probe('m').body)))).toEqual({ signed: [], opaque: [] })
  })
}

const eventTests = ({ events }: Protocol, { sample, recordings }: ProtocolEvidence): void => {
  const meaningsOf = (bytes: Uint8Array, points: readonly number[] = []): readonly EventMeaning[] => {
    const meanings: EventMeaning[] = []
    const framer = createSseFramer(bytes.byteLength + 1, (event) => {
      if (event !== undefined) meanings.push(events.meaning(Buffer.from(event).toString('utf8')))
    })
    const places = [0, ...points.map((point) => point % (bytes.byteLength + 1)).sort((a, b) => a - b), bytes.byteLength]
    places.slice(1).forEach((end, index) => {
      framer.push(bytes.subarray(places[index], end))
    })
    framer.end()
    return meanings
  }

  it('tells prelude, content and the end of a stream apart', () => {
    const meanings = meaningsOf(Buffer.from(sample.stream))
    expect(meanings.filter((meaning) => meaning === 'content').length).toBeGreaterThan(0)
    expect(meanings.indexOf('terminal')).toBe(meanings.length - 1)
    expect(meanings.lastIndexOf('prelude')).toBeLessThan(meanings.length - 1)
    expect(meanings).not.toContain('error')
  })

  it.each(recordings)('knows the events of $name, whatever the cuts', ({ bytes, meanings }) => {
    expect(meaningsOf(bytes)).toEqual(meanings)
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 10 }), (points) => {
        expect(meaningsOf(bytes, points)).toEqual(meanings)
      }),
      { numRuns: 20 },
    )
  })

  it('takes comments, and data that is no part of any answer, for nothing, and a type that it does not know for content', () => {
    const nothing = [
      ': keep-alive',
      'data: hello',
      'data: 7',
      'data: {"choices":',
      'data: {"code":500,"success":false}',
    ]
    for (const text of [...nothing, 'event: message\ndata: null']) expect(events.meaning(text)).toBe('nothing')
    for (const text of ['data: {"type":"odd"}', 'event: odd\ndata: {}']) expect(events.meaning(text)).toBe('content')
  })

  it('never says that an event cannot be an error when it is one', () => {
    fc.assert(
      fc.property(fc.constantFrom('error', 'response.failed', 'ping'), fc.string(), (type, message) => {
        const text = `data: ${JSON.stringify({ type, error: { message } })}`
        if (events.meaning(text) === 'error') expect(events.mayBeError(Buffer.from(text))).toBe(true)
      }),
    )
  })
}

const answerTests = (protocol: Protocol, { sample }: ProtocolEvidence): void => {
  const { errors, usage } = protocol
  const forms = [
    ['whole', JSON.stringify(sample.whole), 'application/json'],
    ['as a stream', sample.stream, 'text/event-stream'],
  ] as const

  it.each(forms)('counts the tokens of an answer: %s', (_form, text, contentType) => {
    const reader = createUsageReader(usage, { contentType })
    reader.push(Buffer.from(text))
    expect(reader.end()?.reading).toMatchObject({
      usage: { input: sample.input, cacheRead: 7, output: 87 },
      partial: false,
    })
  })

  it.each(forms)('reads what an answer says: %s', (_form, text) => {
    const { blocks, error, stopReason } = readAnswer(text)
    expect(error).toBe('')
    expect(stopReason).not.toBe('')
    expect(blocks).toMatchObject([
      { kind: 'text', text: 'Hello, 世界' },
      { kind: 'call', name: 'ls', input: expect.stringMatching(/^\{\s*"path":\s*"\/"\s*\}$/) },
    ])
  })

  it('takes an answer for no error', () => {
    expect(errors.isError(sample.whole)).toBe(false)
    expect(judgeWhole(protocol, Buffer.from(JSON.stringify(sample.whole)))).toBeUndefined()
  })

  it('reads counts by its own name only', () => {
    expect(usage.name).toMatch(/^"\w+"$/)
    expect(usage.holdsCounts({ how: 'often' })).toBe(false)
    const reader = createUsageReader(usage, { contentType: 'application/json' })
    reader.push(Buffer.from('{"text":"no counts here"}'))
    expect(reader.end()).toBeUndefined()
  })
}
