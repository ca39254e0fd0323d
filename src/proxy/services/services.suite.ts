/** What every client service must do. A new one passes this or does not ship. */
import { describe, expect, it } from 'vitest'
import { isCredentialHeader } from '../../codec/http/header-name.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { isCredentialParameter } from '../../codec/http/redact.ts'
import { PROBLEMS, type ProblemCode } from '../../contract/problem.ts'
import { Secret } from '../../contract/secret.ts'
import { serviceIdSchema } from '../../contract/service.ts'
import { createUsageReader } from '../../protocol/usage/usage-reader.ts'
import type { Service } from '../exchange/service.ts'
import { mayBeErrorBody, meaningOf } from '../exchange/stream-dialect.ts'

const ADDRESS = 'http://127.0.0.1:4711'
const TOLD = { message: 'Cannot do it: "why"\nand so on', requestId: 'r-1' }

export const serviceSuite = (service: Service): void => {
  describe(`service ${service.id}`, () => {
    it('has a name, a port and a document of its own', () => {
      expect(serviceIdSchema.safeParse(service.id).success).toBe(true)
      expect(service.port).toBeGreaterThan(1024)
      expect(service.portVariable).toMatch(/^CLP_[A-Z]+_PORT$/)
      expect(service.document).toMatchObject({ id: service.id, file: `${service.id}.json` })
      expect(service.label).not.toBe('')
      expect(service.client).not.toBe('')
    })

    it('shows token and key in headers that it takes for credentials, and that nobody writes down', () => {
      const headers = service.authorize({ bearer: new Secret('the-token'), apiKey: new Secret('the-key') })
      expect(headers.join(' ')).toContain('the-token')
      expect(headers.join(' ')).toContain('the-key')
      const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
      for (const name of names) expect(service.credentialHeaders).toContain(name)
      expect(
        service.credentialHeaders.filter((name) => name !== name.toLowerCase() || !isCredentialHeader(name)),
      ).toEqual([])
      expect((service.credentialParameters ?? []).filter((name) => !isCredentialParameter(name))).toEqual([])
      expect(service.authorize({})).toEqual([])
    })

    it.each(Object.keys(PROBLEMS) as ProblemCode[])('tells of %s in JSON that it takes for an error', (code) => {
      const { contentType, body } = service.dialect({ ...TOLD, code, status: PROBLEMS[code].status ?? 403 })
      expect(contentType).toBe('application/json')
      for (const part of [code, TOLD.requestId, 'CLP: Cannot do it: \\"why\\"']) expect(body).toContain(part)
      expect(service.stream.isErrorBody(JSON.parse(body))).toBe(true)
      expect(mayBeErrorBody(service.stream, Buffer.from(body))).toBe(true)
    })

    it('ends a stream with one event that it takes for an error', () => {
      const event = service.stream.errorEvent({ ...TOLD, code: 'upstream-broken' })
      expect(event).toMatch(/^[^\r\n][\s\S]*[^\r\n](?:\r\n\r\n|\n\n)$/)
      expect(event.trimEnd()).not.toMatch(/\n\r?\n/)
      expect(meaningOf(service.stream, event.trimEnd())).toBe('error')
    })

    it('probes with a small request for the model, which decides about health like any other', () => {
      const [model = ''] = service.probeModels
      expect(model).not.toBe('')
      const probe = service.probe(model)
      expect(probe.path).toMatch(/^\//)
      expect(`${probe.path} ${probe.body}`).toContain(model)
      expect(() => JSON.parse(probe.body)).not.toThrow()
      expect(probe.body.length).toBeLessThan(1000)
      expect(headerValue(probe.headers, 'content-type')).toBe('application/json')
      expect(service.isSideRequest(probe.method, probe.path)).toBe(false)
      expect(service.isSideRequest('HEAD', '/')).toBe(true)
    })

    it('finds the model where its own requests have it, and nowhere in a path without one', () => {
      const { path, body } = service.probe('some-model')
      const place = service.modelInPath?.(path)
      if (place === undefined) expect(JSON.parse(body).model).toBe('some-model')
      else expect(path.slice(place.start, place.end)).toBe('some-model')
      expect(service.modelInPath?.('/')).toBeUndefined()
    })

    it('reads counts by its own name only', () => {
      expect(service.usage.name).toMatch(/^"\w+"$/)
      expect(service.usage.holdsCounts({ how: 'often' })).toBe(false)
      const reader = createUsageReader(service.usage, { contentType: 'application/json' })
      reader.push(Buffer.from('{"text":"no counts here"}'))
      expect(reader.end()).toBeUndefined()
    })

    it('tells how a client is pointed at an address', () => {
      expect(service.setup(ADDRESS).join('\n')).toContain(ADDRESS)
      expect(
        service
          .clientFiles(ADDRESS)
          .map(({ text }) => text)
          .join('\n'),
      ).toContain(ADDRESS)
      for (const { file } of service.clientFiles(ADDRESS)) expect(file).toMatch(/^~\//)
    })
  })
}
