/** What others on the machine, or a link in the home, could make of CLP's files. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDaemon, type Daemon } from '../../../src/daemon/daemon.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { createTempHome, entry, type TempHome } from '../../kit/temp-home.ts'

let home: TempHome
let elsewhere: TempHome
let upstream: FakeUpstream
let daemon: Daemon | undefined
let mask: number

beforeEach(async () => {
  // The usual mask: files are for everybody to read unless somebody thinks of it.
  mask = process.umask(0o022)
  upstream = await startFakeUpstream((_, reply) => {
    reply.head(200)
    reply.end('{}')
  })
  elsewhere = createTempHome()
  home = createTempHome({ claude: { main: entry(upstream.url) } })
  chmodSync(home.root, 0o755)
  chmodSync(join(home.root, 'claude.json'), 0o600)
})
afterEach(async () => {
  process.umask(mask)
  await daemon?.close(0)
  daemon = undefined
  await upstream.close()
  home.remove()
  elsewhere.remove()
})

const start = async (): Promise<Daemon> => {
  daemon = await createDaemon({
    home: home.root,
    environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' },
  })
  return daemon
}

const use = async ({ services, ui }: Daemon): Promise<void> => {
  await fetch(`${services[0]?.address}/v1/models`)
  await fetch(`${services[1]?.address}/models`)
  const json = { 'content-type': 'application/json' }
  await fetch(`${ui}/api/access/tokens`, { method: 'POST', headers: json, body: '{"name":"made by the API"}' })
}

const everything = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name)
    return item.isDirectory() ? [path, ...everything(path)] : [path]
  })

const notices = async ({ ui }: Daemon): Promise<readonly { code: string; params: { file?: string } }[]> => {
  const status = await fetch(`${ui}/api/status`)
  return ((await status.json()) as { notices: { code: string; params: { file?: string } }[] }).notices
}

describe('other users of the machine', () => {
  test('can read nothing that CLP makes, whatever the mask', async () => {
    await use(await start())
    const open = (): string[] => everything(home.root).filter((path) => (statSync(path).mode & 0o077) !== 0)
    expect(open()).toEqual([])
    await daemon?.close(1000)
    expect(open()).toEqual([])
    const made = everything(home.root).map((path) => relative(home.root, path))
    expect(made).toContain(join('data', 'clp.db'))
    expect(made).toContain('auth.json')
  })

  test('who can read a file are reported, by name, until it is closed to them', async () => {
    const file = join(home.root, 'claude.json')
    chmodSync(file, 0o640)
    const running = await start()
    expect(await notices(running)).toContainEqual(expect.objectContaining({ code: 'home-readable', params: { file } }))
    chmodSync(file, 0o600)
    expect((await notices(running)).map(({ code }) => code)).not.toContain('home-readable')
  })
})

describe('links in the home', () => {
  test('a document kept elsewhere is read there and written there; the link stays', async () => {
    const real = join(elsewhere.root, 'auth.json')
    writeFileSync(real, '{ "enabled": false, "mine": 1.0 }\n', { mode: 0o600 })
    symlinkSync(real, join(home.root, 'auth.json'))
    await use(await start())
    expect(lstatSync(join(home.root, 'auth.json')).isSymbolicLink()).toBe(true)
    expect(readFileSync(real, 'utf8')).toContain('"mine": 1.0')
    expect(readFileSync(real, 'utf8')).toContain('made by the API')
    expect(statSync(real).mode & 0o077).toBe(0)
  })

  test('a link that leads nowhere is not taken for "no access wanted"', async () => {
    symlinkSync(join(elsewhere.root, 'gone.json'), join(home.root, 'auth.json'))
    const { services } = await start()
    const answer = await fetch(`${services[0]?.address}/v1/models`)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('auth.json')
    expect(upstream.seen).toHaveLength(0)
  })

  test('a folder in place of a document opens no door either', async () => {
    mkdirSync(join(home.root, 'auth.json'))
    const { services } = await start()
    expect((await fetch(`${services[0]?.address}/v1/models`)).status).toBe(503)
  })

  test('a link in place of a temporary file is not written through', async () => {
    const victim = join(elsewhere.root, 'victim')
    writeFileSync(victim, 'untouched')
    for (const name of ['auth.json.tmp', '.auth.json.tmp', 'auth.json.new', 'auth.json~']) {
      symlinkSync(victim, join(home.root, name))
    }
    await use(await start())
    expect(readFileSync(victim, 'utf8')).toBe('untouched')
  })
})

test('a file that cannot be read keeps the door closed', async () => {
  if (process.getuid?.() === 0) return
  writeFileSync(join(home.root, 'auth.json'), '{"enabled":false}', { mode: 0o000 })
  const { services } = await start()
  expect((await fetch(`${services[0]?.address}/v1/models`)).status).toBe(503)
})
