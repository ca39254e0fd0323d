/** What every set-up of a client must do. A new one passes this or does not ship. */
import { describe, expect, it } from 'vitest'
import { ClientFileError, type ClientSetup } from '../attach/client-setup.ts'

export interface ClientSuiteOptions {
  /** Texts of the client's file as people have them. */
  readonly texts: readonly string[]
  /** A text that is no such file; absent where every text is one. */
  readonly broken?: string
  /** Adds something of the person's own to a text. */
  readonly addOwn: (text: string) => string
}

const POINT = { address: 'http://127.0.0.1:3999', token: undefined }
const GUARDED = { ...POINT, token: 'clp_abcdefghijklmnopqrstuvwxyz012345' }

/** Every way of being pointed at CLP: with and without a token, with the client's own login passed on or not. */
const POINTS = [POINT, GUARDED].flatMap((point) => [
  point,
  { ...point, signedIn: true },
  { ...point, ownLogin: true },
  { ...point, ownLogin: true, signedIn: true },
])

export const clientSuite = (setup: ClientSetup, { texts, broken, addOwn }: ClientSuiteOptions): void => {
  describe(`client ${setup.program}`, () => {
    it.each(texts)('takes back exactly what it added to %j', (text) => {
      for (const point of POINTS) {
        const { text: attached, undo } = setup.attach(text, point)
        expect(attached).not.toBe(text)
        expect(setup.detach(attached, undo)).toEqual({ text, left: [] })
      }
    })

    it.each(texts)('can be read back from %j', (text) => {
      expect(setup.read(setup.attach(text, POINT).text)).toMatchObject({ address: POINT.address, faults: [] })
      expect(setup.read(setup.attach(text, GUARDED).text)).toMatchObject({
        address: POINT.address,
        token: GUARDED.token,
      })
    })

    it.each(texts)(
      'shows the login of the client itself where an upstream wants it, also beside a token: %j',
      (text) => {
        const own = setup.attach(text, { ...POINT, ownLogin: true, signedIn: true })
        expect(setup.read(own.text)).toMatchObject({ address: POINT.address, login: 'own' })
        const { token } = setup.read(setup.attach(text, { ...GUARDED, ownLogin: true }).text)
        expect(token).toBe(GUARDED.token)
      },
    )

    it.each(texts)('detaches twice as once from %j', (text) => {
      const { text: attached, undo } = setup.attach(text, POINT)
      const { text: once } = setup.detach(attached, undo)
      expect(setup.detach(once ?? '', undo).text).toBe(once)
    })

    it.each(texts)('remembers enough to survive being written down for %j', (text) => {
      const { text: attached, undo } = setup.attach(text, GUARDED)
      expect(setup.detach(attached, JSON.parse(JSON.stringify(undo))).text).toBe(text)
    })

    it('removes a file that it made, but not one the person has added to', () => {
      const { text, undo } = setup.attach(undefined, POINT)
      expect(setup.detach(text, undo)).toEqual({ text: undefined, left: [] })
      const kept = setup.detach(addOwn(text), undo).text
      expect(kept).toContain('own')
      expect(kept).not.toContain(POINT.address)
    })

    it('keeps the secret of the person out of what it writes and its own token out of what it remembers', () => {
      expect(JSON.stringify(setup.attach(undefined, GUARDED).undo)).not.toContain(GUARDED.token)
    })

    it.skipIf(broken === undefined)('refuses a file it cannot read, with the place', () => {
      expect(() => setup.attach(broken ?? '', POINT)).toThrow(ClientFileError)
      expect(() => setup.read(broken ?? '')).toThrow(/line 2/)
      expect(() => setup.detach(broken ?? '', setup.attach(undefined, POINT).undo)).toThrow(ClientFileError)
    })

    it('runs once without a file', () => {
      const { variables, args } = setup.process(GUARDED)
      const all = [...Object.values(variables), ...args].join(' ')
      expect(all).toContain(POINT.address)
      expect(all).toContain(GUARDED.token)
      expect(args.join(' ')).not.toContain(GUARDED.token)
    })
  })
}
