import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createToken } from '../../store/documents/access-edits.ts'
import { homeAt } from '../../store/files/home.ts'
import { clients } from '../clients/index.ts'
import { type AttachContext, carryOut, planAttach, planDetach, resolveAttachment } from './attach.ts'
import { AttachJournalError, attachmentOf, readAttachments, saveAttachment } from './attach-journal.ts'
import { clientFile } from './client-file.ts'
import type { ClientSetup } from './client-setup.ts'

const ADDRESS = 'http://127.0.0.1:3999'
const OTHER = 'http://127.0.0.1:4999'

const createWorld = () => {
  const root = mkdtempSync(join(tmpdir(), 'clp-attach-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const names = new Set<string>()
  const context: AttachContext = {
    home: homeAt(join(root, '.clp')),
    clock: { now: () => 1 },
    tokens: {
      add: async ({ name }) => void names.add(name),
      remove: async (name) => void names.delete(name),
    },
  }
  const fileOf = (setup: ClientSetup, text?: string): string => {
    const file = clientFile(setup, { environment: {}, userHome: root })
    mkdirSync(dirname(file), { recursive: true })
    if (text !== undefined) writeFileSync(file, text)
    return file
  }
  return { root, context, names, fileOf }
}

const read = (file: string): string => readFileSync(file, 'utf8')
const attach = (context: AttachContext, setup: ClientSetup, file: string, name?: string): Promise<void> => {
  const made = name === undefined ? undefined : createToken({ name, now: 1 })
  const point = { address: name === 'second' ? OTHER : ADDRESS, token: made?.token }
  return carryOut(
    context,
    planAttach(context, { setup, file, point, ...(made === undefined ? {} : { newToken: made.entry }) }),
  )
}
const detach = async (context: AttachContext, setup: ClientSetup, file: string): Promise<void> => {
  const plan = planDetach(context, setup, file)
  if (plan !== undefined) await carryOut(context, plan)
}
const START: Readonly<Record<string, string>> = {
  claude: '{\n  "env": { "A": "1" }\n}\n',
  codex: '# mine\nmodel_provider = "openai" # usual\n',
  gemini: '# mine\nA=1 # usual\n',
  opencode: '{\n  // mine\n  "theme": "dark"\n}\n',
  qwen: '{\n  // mine\n  "model": { "name": "x" }\n}\n',
}

describe.each(clients.map((setup) => [setup.program, setup] as const))('attaching %s', (_, setup) => {
  const start = START[setup.id] ?? ''

  it('writes the file, keeps a token, and takes both back', async () => {
    const { context, names, fileOf } = createWorld()
    const file = fileOf(setup, start)
    chmodSync(file, 0o644)
    await attach(context, setup, file, 'first')
    expect(setup.read(read(file))).toMatchObject({ address: ADDRESS, token: expect.stringMatching(/^clp_/) })
    expect([...names]).toEqual(['first'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(attachmentOf(context.home, { service: setup.service, file })?.state).toBe('done')
    expect(statSync(context.home.file('data/attach.json')).mode & 0o777).toBe(0o600)
    await detach(context, setup, file)
    expect([read(file), [...names], readAttachments(context.home)]).toEqual([start, [], []])
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  it('attaches anew from what the person had, not from what CLP wrote', async () => {
    const { context, names, fileOf } = createWorld()
    const file = fileOf(setup, start)
    await attach(context, setup, file, 'first')
    await attach(context, setup, file, 'second')
    expect(setup.read(read(file)).address).toBe(OTHER)
    expect([...names]).toEqual(['second'])
    await detach(context, setup, file)
    expect([read(file), [...names]]).toEqual([start, []])
  })

  it('makes a file and removes it again', async () => {
    const { context, fileOf } = createWorld()
    const file = fileOf(setup)
    await attach(context, setup, file)
    expect(existsSync(file)).toBe(true)
    await detach(context, setup, file)
    expect(existsSync(file)).toBe(false)
  })

  it('writes through a symbolic link', async () => {
    const { root, context, fileOf } = createWorld()
    const file = fileOf(setup)
    const target = join(root, 'dotfiles')
    writeFileSync(target, start)
    symlinkSync(target, file)
    await attach(context, setup, file)
    expect(lstatSync(file).isSymbolicLink()).toBe(true)
    expect(setup.read(read(target)).address).toBe(ADDRESS)
    await detach(context, setup, file)
    expect(read(target)).toBe(start)
  })

  it('refuses a file with a second name, which would keep the old text', async () => {
    const { root, context, fileOf } = createWorld()
    const file = fileOf(setup, start)
    linkSync(file, join(root, 'dotfiles'))
    await expect(async () => attach(context, setup, file)).rejects.toThrow(/2 names \(hard links\)/)
    expect([read(file), readAttachments(context.home)]).toEqual([start, []])
  })

  it('refuses to write over an edit it has not seen, and leaves nothing behind', async () => {
    const { context, names, fileOf } = createWorld()
    const file = fileOf(setup, start)
    const { token, entry } = createToken({ name: 'first', now: 1 })
    const plan = planAttach(context, { setup, file, point: { address: ADDRESS, token }, newToken: entry })
    writeFileSync(file, `${start}\n`)
    await expect(carryOut(context, plan)).rejects.toThrow(/has just changed it/)
    expect([read(file), [...names], readAttachments(context.home)]).toEqual([`${start}\n`, [], []])
  })

  /** Everything a process that is killed can leave: the journal is written before and after each act. */
  describe('killed', () => {
    const killed = async (state: 'planned' | 'detaching', written: boolean) => {
      const made = createWorld()
      const file = made.fileOf(setup, start)
      await attach(made.context, setup, file, 'first')
      const attachment = attachmentOf(made.context.home, { service: setup.service, file })
      if (attachment === undefined) throw new Error('Nothing was attached')
      await saveAttachment(made.context.home, { ...attachment, state })
      if (!written) writeFileSync(file, start)
      return { ...made, file }
    }
    const attached = (file: string) => setup.read(read(file)).address === ADDRESS

    it.each([
      ['planned', false, 'undone'],
      ['planned', true, 'finished'],
      ['detaching', true, 'undone'],
      ['detaching', false, 'undone'],
    ] as const)('%s, file written: %s, is %s', async (state, written, outcome) => {
      const { context, names, file } = await killed(state, written)
      expect(await resolveAttachment(context, setup, file)).toBe(outcome)
      const finished = outcome === 'finished'
      expect([attached(file), names.has('first'), readAttachments(context.home).length]).toEqual([
        finished,
        finished,
        finished ? 1 : 0,
      ])
      if (!finished) expect(read(file)).toBe(start)
      expect(await resolveAttachment(context, setup, file)).toBeUndefined()
      await detach(context, setup, file)
      expect(read(file)).toBe(start)
    })

    it('leaves no draft with the secrets of the file beside it', async () => {
      const { context, file } = await killed('planned', false)
      const draft = `${dirname(file)}/.${basename(file)}.0123456789ab.tmp`
      writeFileSync(draft, 'half of it')
      await resolveAttachment(context, setup, file)
      expect(existsSync(draft)).toBe(false)
    })

    it('keeps the former attachment when the second one was never written', async () => {
      const { context, names, fileOf } = createWorld()
      const file = fileOf(setup, start)
      await attach(context, setup, file, 'first')
      const { token, entry } = createToken({ name: 'second', now: 1 })
      const plan = planAttach(context, { setup, file, point: { address: OTHER, token }, newToken: entry })
      await saveAttachment(context.home, plan.attachment)
      names.add('second')
      expect(await resolveAttachment(context, setup, file)).toBe('undone')
      expect([attached(file), [...names]]).toEqual([true, ['first']])
      await detach(context, setup, file)
      expect(read(file)).toBe(start)
    })
  })
})

it('changes nothing while the journal cannot be read', () => {
  const { context, fileOf } = createWorld()
  const [setup] = clients
  if (setup === undefined) throw new Error('The shelf is empty')
  mkdirSync(context.home.data, { recursive: true })
  writeFileSync(context.home.file('data/attach.json'), '{"version":1')
  expect(() =>
    planAttach(context, { setup, file: fileOf(setup), point: { address: ADDRESS, token: undefined } }),
  ).toThrow(AttachJournalError)
})
