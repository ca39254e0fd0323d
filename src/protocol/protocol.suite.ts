/** What every protocol must do. A new one passes this or does not ship. */
import { describe, expect, it } from 'vitest'
import { isCredentialHeader } from '../codec/http/header-name.ts'
import { headerValue } from '../codec/http/headers.ts'
import { isCredentialParameter } from '../codec/http/redact.ts'
import { PROBLEMS, type ProblemCode } from '../contract/problem.ts'
import { Secret } from '../contract/secret.ts'
import { isErrorJson } from './common/error-json.ts'
import { isQuestion, type Protocol } from './common/protocol.ts'
import { createUsageReader } from './usage/usage-reader.ts'

const FACTS = { message: 'Cannot do it: "why"\nand so on', requestId: 'r-1' }

export const protocolSuite = (protocol: Protocol): void => {
  const { credentials, errors, events, model, operationOf, usage } = protocol

  describe(`protocol ${protocol.id}`, () => {
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

    it.each(Object.keys(PROBLEMS) as ProblemCode[])('tells of %s in JSON that it takes for an error', (code) => {
      const { contentType, body } = errors.write({ ...FACTS, code, status: PROBLEMS[code].status ?? 403 })
      expect(contentType).toBe('application/json')
      for (const part of [code, FACTS.requestId, 'CLP: Cannot do it: \\"why\\"']) expect(body).toContain(part)
      expect(errors.isError(JSON.parse(body))).toBe(true)
      expect(isErrorJson(errors, Buffer.from(body))).toBe(true)
    })

    it('ends a stream with one event that it takes for an error', () => {
      const event = errors.event({ ...FACTS, code: 'upstream-broken' })
      expect(event).toMatch(/^[^\r\n][\s\S]*[^\r\n](?:\r\n\r\n|\n\n)$/)
      expect(event.trimEnd()).not.toMatch(/\n\r?\n/)
      expect(events.meaning(event.trimEnd())).toBe('error')
      expect(events.mayBeError(Buffer.from(event))).toBe(true)
    })

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

    it('reads counts by its own name only', () => {
      expect(usage.name).toMatch(/^"\w+"$/)
      expect(usage.holdsCounts({ how: 'often' })).toBe(false)
      const reader = createUsageReader(usage, { contentType: 'application/json' })
      reader.push(Buffer.from('{"text":"no counts here"}'))
      expect(reader.end()).toBeUndefined()
    })
  })
}
