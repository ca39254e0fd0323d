/** What every client service must do. A new one passes this or does not ship. */
import { describe, expect, it } from 'vitest'
import { serviceIdSchema } from '../../contract/service.ts'
import { protocols } from '../../protocol/index.ts'
import type { ClientService } from '../exchange/service.ts'

const ADDRESS = 'http://127.0.0.1:4711'

export const serviceSuite = (service: ClientService): void => {
  describe(`service ${service.id}`, () => {
    it('has a name, a port and a document of its own', () => {
      expect(serviceIdSchema.safeParse(service.id).success).toBe(true)
      expect(service.port).toBeGreaterThan(1024)
      expect(service.portVariable).toMatch(/^CLP_[A-Z]+_PORT$/)
      expect(service.document).toMatchObject({ id: service.id, file: `${service.id}.json` })
      expect(service.label).not.toBe('')
      expect(service.client).not.toBe('')
    })

    it('speaks a protocol of the shelf, and takes its own upstreams to do so', () => {
      expect(protocols[service.protocol.id]).toBe(service.protocol)
      const [upstream] = service.document.parse('{"a":{"base_url":"http://127.0.0.1:1"}}')
      expect(upstream).toMatchObject({ name: 'a', protocol: service.protocol.id })
    })

    it('offers models for a probe', () => {
      expect(service.probeModels.length).toBeGreaterThan(0)
      expect(service.probeModels).not.toContain('')
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
