/** Commands that change documents, with and without a running CLP: the same words, codes and texts; where one runs, only it writes. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDaemon } from '../../../src/daemon/daemon.ts'
import { identify } from '../../../src/process/process-identity.ts'
import { homeAt } from '../../../src/store/files/home.ts'
import { type CliRun, clp } from '../../kit/cli.ts'
import { createFakeClock } from '../../kit/fake-clock.ts'
import { createTempHome, type HomeDocuments, type TempHome } from '../../kit/temp-home.ts'

const TOKEN = (name: string, fields: object = {}) => ({ name, token: `clp_${name.padEnd(32, '0')}`, ...fields })
const DOCUMENTS: HomeDocuments = {
  claude: `{
  "work":  {"base_url": "https://api.example.com", "auth_token": "tok-1234567890abcdef", "weight": 10.0, "active": true, "note": "mine"},
  "spare": {"base_url": "https://relay.example.com/", "auth_token": "short", "api_key": "brief"},
  "other": {"base_url": "https://other.example.com/", "auth_token": "tiny"}
}
`,
  auth: { enabled: false, tokens: [TOKEN('one'), TOKEN('two', { active: false }), TOKEN('three')], color: 'red' },
  routing: {
    mode: 'config-mapping',
    configMappings: { claude: [{ model: 'm', config: 'work' }], codex: [{ model: 'm', config: 'work' }] },
  },
}

const homeWith = (documents: HomeDocuments): TempHome => {
  const home = createTempHome(documents)
  onTestFinished(home.remove)
  return home
}

/** A CLP that serves `home`, and says so in the run file of `announcedIn`. */
const running = async (home: TempHome, announcedIn: TempHome): Promise<void> => {
  const daemon = await createDaemon({
    home: home.root,
    environment: { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' },
    clock: createFakeClock(),
    controlKey: 'control-key',
    instance: 'here',
  })
  onTestFinished(() => daemon.close(0))
  const { pidFile, run } = homeAt(announcedIn.root)
  mkdirSync(run, { recursive: true })
  const addresses = { services: daemon.services, ui: daemon.ui }
  const facts = { instance: 'here', controlKey: 'control-key', addresses, version: '2.0.0', startedAt: 1 }
  writeFileSync(pidFile, JSON.stringify({ ...(await identify(process.pid)), ...facts }))
}

const COMMANDS = [
  'active claude spare',
  'active claude spare',
  'active claude nobody',
  'add claude new --base-url https://new.example.com --api-key - --active',
  'add claude new --base-url https://new.example.com',
  'add claude bad --base-url ftp://new.example.com',
  'add claude __proto__ --base-url https://new.example.com',
  'set claude new --weight 7 --no-api-key',
  'set claude nobody --weight 7',
  'set claude spare --auth-token -',
  'set claude spare --no-auth-token',
  'disable claude work',
  'disable claude work',
  'active claude work',
  'enable claude work',
  'lb pause claude other --for 2h',
  'lb resume claude other',
  'lb resume claude other',
  'lb mode weight-based',
  'lb mode weight-based',
  'rename claude work office',
  'rename claude nobody x',
  'rename claude office spare',
  'remove claude office --yes',
  'remove claude office --yes',
  'remove claude spare',
  'remove claude spare --yes',
  'auth on',
  'auth off --service codex',
  'auth disable three',
  'auth enable two',
  'auth remove one',
  'auth remove one',
  'auth generate --name two',
  'config schema --link',
] as const

const FILES = ['claude.json', 'auth.json', 'data/lb_config.json', 'data/model_router_config.json']

describe('a command that changes documents', () => {
  it('says and does the same whether CLP runs or not', async () => {
    const [asleep, awake] = [homeWith(DOCUMENTS), homeWith(DOCUMENTS)]
    await running(awake, awake)
    for (const line of COMMANDS) {
      const options = { input: 'key-from-outside', clock: createFakeClock() }
      const [one, other] = [
        await clp(line.split(' '), { home: asleep.root, ...options }),
        await clp(line.split(' '), { home: awake.root, ...options }),
      ]
      expect([line, without(awake, other)]).toEqual([line, without(asleep, one)])
      for (const file of FILES) expect([line, readIn(awake, file)]).toEqual([line, readIn(asleep, file)])
    }
    expect(JSON.parse(awake.read('claude.json'))).toMatchObject({ other: { auth_token: 'tiny' } })
    expect(JSON.parse(awake.read('auth.json'))).toMatchObject({
      enabled: true,
      color: 'red',
      tokens: [
        { ...TOKEN('two'), active: true },
        { ...TOKEN('three'), active: false },
      ],
    })
  })

  it('leaves the files to the CLP that runs', async () => {
    const [served, here] = [homeWith(DOCUMENTS), homeWith({})]
    await running(served, here)
    for (const line of COMMANDS) await clp(line.split(' '), { home: here.root, input: 'key-from-outside' })
    expect(readdirSync(here.root).filter((name) => name.endsWith('.json'))).toEqual([])
    expect(Object.keys(JSON.parse(served.read('claude.json')))).toEqual(['other', 'new', '$schema'])
    expect(JSON.parse(served.read('data/lb_config.json')).mode).toBe('weight-based')
  })

  it('begins anew when somebody else saves in the middle of it', async () => {
    const home = homeWith(DOCUMENTS)
    await running(home, home)
    const lines = Array.from({ length: 8 }, (_, index) => `add claude u${index} --base-url https://u${index}.example`)
    const runs = await Promise.all(lines.map((line) => clp(line.split(' '), { home: home.root })))
    expect(runs.map(({ code }) => code)).toEqual(lines.map(() => 0))
    expect(Object.keys(JSON.parse(home.read('claude.json')))).toHaveLength(3 + lines.length)
  })

  it('names the document whose text stands against it, whether CLP runs or not', async () => {
    const [asleep, awake] = [homeWith({ claude: '{' }), homeWith({ claude: '{' })]
    await running(awake, awake)
    const line = 'add claude a --base-url https://a.example'.split(' ')
    const [one, other] = [await clp(line, { home: asleep.root }), await clp(line, { home: awake.root })]
    expect(other).toEqual(one)
    expect(one).toMatchObject({ code: 1, err: expect.stringContaining('Cannot change claude.json') })
    expect(awake.read('claude.json')).toBe('{')
  })
})

const without = ({ root }: TempHome, { code, out, err }: CliRun): CliRun => ({
  code,
  out: out.replaceAll(root, '~'),
  err: err.replaceAll(root, '~'),
})

const readIn = (home: TempHome, file: string): string => {
  try {
    return home.read(file)
  } catch {
    return ''
  }
}
