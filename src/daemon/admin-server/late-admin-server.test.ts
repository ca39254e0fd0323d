import { createServer, type RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/kit/fake-upstream.ts'
import { createLateAdminServer, type ListeningAdminServer } from './late-admin-server.ts'

const scripted = (): ListeningAdminServer & { readonly upgraded: Duplex[]; closed: number } => ({
  upgraded: [],
  closed: 0,
  requestListener: (_request, response) => void response.end('answered'),
  upgrade(_request, socket) {
    this.upgraded.push(socket)
  },
  upgradeService(_service, { socket }) {
    this.upgraded.push(socket)
    return true
  },
  close() {
    this.closed += 1
  },
})

const served = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${await listen(server)}`
}

/** A server whose opening is under way until `resolve` is called. */
const opening = () => {
  let resolve: (server: ListeningAdminServer) => void = () => undefined
  const promise = new Promise<ListeningAdminServer>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

const upgradeTo = (url: string, socket: Duplex) => ({ request: { url } as never, socket, head: Buffer.alloc(0) })

describe('an admin server that is loaded late', () => {
  it('lets who asks early wait for it, and opens it once', async () => {
    let opened = 0
    const { promise, resolve } = opening()
    const late = createLateAdminServer({
      open: () => {
        opened += 1
        return promise
      },
      failed: () => undefined,
    })
    const address = await served(late.requestListener)
    const early = fetch(address).then((answer) => answer.text())
    const loaded = late.load()
    resolve(scripted())
    await loaded
    expect(await early).toBe('answered')
    expect(await (await fetch(address)).text()).toBe('answered')
    expect(opened).toBe(1)
  })

  it('says so when it cannot be opened, and tries again for the next one who asks', async () => {
    const failures: unknown[] = []
    const answers = [() => Promise.reject(new Error('no such file')), () => Promise.resolve(scripted())]
    const late = createLateAdminServer({
      open: () => (answers.shift() as () => Promise<ListeningAdminServer>)(),
      failed: (error) => failures.push(error),
    })
    const address = await served(late.requestListener)
    const first = await fetch(address)
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1'])
    expect(failures).toEqual([new Error('no such file')])
    expect(await (await fetch(address)).text()).toBe('answered')
  })

  it('hands upgrades on, leaves those to others that are not for the live view, and forgets a peer that left meanwhile', async () => {
    const server = scripted()
    const late = createLateAdminServer({ open: () => Promise.resolve(server), failed: () => undefined })
    const [stays, leaves] = [new PassThrough(), new PassThrough()]
    expect(late.upgradeService('codex', upgradeTo('/v1/responses', stays))).toBe(false)
    expect(late.upgradeService('codex', upgradeTo('/ws/realtime?x=1', stays))).toBe(true)
    expect(late.upgradeService('codex', upgradeTo('/ws/realtime', leaves))).toBe(true)
    leaves.destroy(new Error('reset'))
    await late.load()
    expect(server.upgraded).toEqual([stays])
  })

  it('closes what is opened after it was closed, and complains of nothing then', async () => {
    const failures: unknown[] = []
    const server = scripted()
    const { promise, resolve } = opening()
    const late = createLateAdminServer({ open: () => promise, failed: (error) => failures.push(error) })
    const loaded = late.load()
    late.close()
    resolve(server)
    await loaded
    expect(server.closed).toBe(1)
    expect(failures).toEqual([])
  })
})
