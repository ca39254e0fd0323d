import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { listen } from '../../../test/kit/fake-upstream.ts'
import { identify } from '../../process/process-identity.ts'
import { homeAt } from '../../store/files/home.ts'
import type { Cli } from '../context/cli.ts'
import { en } from '../messages/en.ts'
import { findDaemon, lookForDaemon, needDaemon, textOf, withQuery } from './api-client.ts'

const home = homeAt(mkdtempSync(join(tmpdir(), 'clp-client-')))
let cli: Cli
let server: Server
let answer: RequestListener

beforeEach(async () => {
  cli = { messages: en, home } as unknown as Cli
  mkdirSync(home.run, { recursive: true })
  server = createServer((request, response) => answer(request, response))
  const ui = `http://127.0.0.1:${await listen(server)}`
  const self = await identify(process.pid)
  const run = { ...self, instance: 'i', controlKey: 'key', addresses: { services: [], ui }, version: '9', startedAt: 1 }
  writeFileSync(home.pidFile, JSON.stringify(run))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(home.root, { recursive: true, force: true })
})

const schema = z.object({ ok: z.literal(true) })
const client = async () => needDaemon(cli)

describe('the client of the daemon', () => {
  it('shows the control key and hands on method, path, headers and body', async () => {
    const seen: unknown[] = []
    answer = async (request, response) => {
      const { method, url, headers } = request
      seen.push(method, url, headers['x-clp-control'], headers['if-match'], await textOf(request))
      response.end('{"ok":true}')
    }
    const call = { method: 'POST', path: '/api/x?a=1', body: { b: 2 }, headers: { 'if-match': '*' } } as const
    expect(await (await client()).ask(schema, call)).toEqual({ ok: true })
    expect(seen).toEqual(['POST', '/api/x?a=1', 'key', '*', '{"b":2}'])
  })

  it("tells a refusal by its code in the user's language, with the words of CLP", async () => {
    answer = (_request, response) => {
      response.writeHead(412).end('{"error":{"code":"config-conflict","message":"Read again"}}')
    }
    await expect((await client()).ask(schema, { path: '/' })).rejects.toMatchObject({
      message: 'The document was changed by someone else: Read again',
      exitCode: 1,
    })
  })

  it('shows a refusal that is none of ours as it is', async () => {
    answer = (_request, response) => {
      response.writeHead(502).end('<html>')
    }
    await expect((await client()).ask(schema, { path: '/' })).rejects.toThrow('HTTP 502: <html>')
  })

  it('says that another version answers when it does not understand', async () => {
    answer = (_request, response) => {
      response.end('{"ok":"maybe"}')
    }
    await expect((await client()).ask(schema, { path: '/' })).rejects.toThrow('version 9')
  })

  it('says that the process does not answer, when it is silent and when it is closed', async () => {
    answer = () => undefined
    await expect((await client()).ask(schema, { path: '/', timeoutMs: 50 })).rejects.toThrow(
      'does not answer: ETIMEDOUT',
    )
    const open = await client()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await expect(open.ask(schema, { path: '/' })).rejects.toThrow('ECONNREFUSED')
  })

  it('is looked for once in a command, unless somebody wants to know anew', async () => {
    const first = await findDaemon(cli)
    rmSync(home.pidFile)
    expect(await findDaemon(cli)).toBe(first)
    expect(await lookForDaemon(cli)).toBeUndefined()
    expect(await findDaemon(cli)).toBeUndefined()
  })

  it('is none without a run file, with exit code 3 where one is needed', async () => {
    rmSync(home.pidFile)
    expect(await findDaemon(cli)).toBeUndefined()
    await expect(needDaemon(cli)).rejects.toMatchObject({ exitCode: 3, message: en.errors.notRunning })
  })
})

describe('a query', () => {
  it('holds what is there, encoded', () => {
    expect(withQuery('/a', {})).toBe('/a')
    expect(withQuery('/a', { b: undefined })).toBe('/a')
    expect(withQuery('/a', { b: 'c d&', e: 1, f: undefined })).toBe('/a?b=c+d%26&e=1')
  })
})
