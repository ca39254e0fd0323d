/** What every check must do. A new one passes this or does not ship. */
import { describe, expect, it } from 'vitest'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import type { Check, CheckContext } from './check.ts'

export interface CheckSuiteOptions {
  /** A machine on which nothing is wrong and everything is there. */
  readonly sound: () => Promise<CheckContext>
  /** Kinds of findings that some test has brought about. */
  readonly tried: ReadonlySet<string>
}

export const checkSuite = (check: Check, { sound, tried }: CheckSuiteOptions): void => {
  describe(`check ${check.id}`, () => {
    it('finds nothing wrong where nothing is wrong', async () => {
      const findings = await check.run(await sound())
      expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    })

    it('has a cause and a remedy for everything it finds, in both languages', () => {
      for (const { doctor } of [en, zh]) {
        const { name, findings } = doctor.checks[check.id]
        expect(name).not.toBe('')
        for (const { cause, remedy } of Object.values(findings)) expect([cause, remedy]).not.toContain('')
      }
    })

    it('has a test for everything it finds', () => {
      const kinds = Object.keys(en.doctor.checks[check.id].findings).map((kind) => `${check.id} ${kind}`)
      expect(kinds.filter((kind) => !tried.has(kind))).toEqual([])
    })
  })
}
