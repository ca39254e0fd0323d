/** `clp test` and `clp auth sign-out`: what pages can do with one click, from the command line. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { upstream } from '../../kit/clp.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { signIn } from '../../kit/sign-in.ts'
import { createTempHome, entry, type TempHome } from '../../kit/temp-home.ts'

vi.setConfig({ testTimeout: 120_000 })

const ANSWER = JSON.stringify({ type: 'message', content: [{ type: 'text', text: 'Here I am' }] })

describe('clp test', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome({})
  })
  afterEach(() => home.remove())

  const run = (line: string) => clp(line.split(' '), { home: home.root })

  it('asks the upstream with its own credential and shows what came back', async () => {
    const asked = await upstream((_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end(ANSWER)
    })
    home.write({ claude: { work: entry(asked.url, { auth_token: 'tok-1234567890abcdef' }) } })
    const { code, out } = await run('test claude work --model tiny')
    expect(code).toBe(0)
    expect(out).toContain(`Asked ${asked.url}/v1/messages for tiny`)
    expect(out).toMatch(/^Status 200, first byte after .+ in all$/m)
    expect(out).toContain('Here I am')
    expect(asked.seen[0]?.header('authorization')).toEqual(['Bearer tok-1234567890abcdef'])
    expect(out).not.toContain('1234567890')
  })

  it('fails with the reason, also as JSON, when it is refused or nobody answers', async () => {
    const refusing = await upstream((_, reply) => {
      reply.head(401, ['content-type', 'application/json'])
      reply.end('{"type":"error","error":{"type":"authentication_error","message":"no such key"}}')
    })
    home.write({ claude: { bad: entry(refusing.url), gone: entry(await deadUpstream()) } })
    const bad = await run('test claude bad')
    expect(bad.code).toBe(1)
    expect(bad.out).toContain('Status 401')
    expect(bad.err).toContain('no such key')
    const gone = await run('test claude gone --json')
    expect(gone.code).toBe(1)
    expect(JSON.parse(gone.out)).toMatchObject({ success: false, status: null })
    expect(gone.err).toContain('ECONNREFUSED')
  })

  it('says so when there is no such upstream or service', async () => {
    expect((await run('test claude nobody')).code).toBe(1)
    expect((await run('test claude nobody')).err).toContain('nobody')
    expect((await run('test nothing work')).code).toBe(2)
  })
})

describe('with a daemon', () => {
  let world: ClpWorld
  beforeEach(() => {
    world = createClpWorld()
  })
  afterEach(() => world.end())

  it('tests by the daemon, and signs browsers out', async () => {
    const asked = await upstream((_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end(ANSWER)
    })
    expect((await world.run(['auth', 'sign-out'])).code).toBe(3)
    expect((await world.run(['add', 'claude', 'work', '--base-url', asked.url])).code).toBe(0)
    expect((await world.run(['start'])).code).toBe(0)
    expect((await world.run(['test', 'claude', 'work'])).out).toContain('Here I am')

    const made = await world.run(['auth', 'generate', '--name', 'me', '--json'])
    const { token } = JSON.parse(made.out) as { readonly token: string }
    const ui = world.runFile().addresses.ui
    const { headers } = await signIn(ui, token)
    const session = async () => (await fetch(new URL('/api/session', ui), { headers })).json()
    expect(await session()).toMatchObject({ signedIn: true, token: 'me' })
    expect(await world.run(['auth', 'sign-out'])).toMatchObject({ code: 0, out: 'Every browser is signed out\n' })
    expect(await session()).toMatchObject({ signedIn: false })
    await world.run(['stop'])
  })
})
