/** `clp config history`, `diff` and `rollback`: what is kept, what of it is shown, and what comes back. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { createTempHome, type TempHome } from '../../kit/temp-home.ts'

const SECRET = 'tok-1234567890abcdef'
const FIRST = `{
  "work": {
    "base_url": "https://api.example.com",
    "auth_token": "${SECRET}",
    "weight": 10
  }
}
`

let home: TempHome
beforeEach(() => {
  home = createTempHome({ claude: FIRST })
})
afterEach(() => home.remove())

const run = (line: string, input?: string) =>
  clp(line.split(' '), { home: home.root, ...(input === undefined ? {} : { input }) })

const versions = async () =>
  (JSON.parse((await run('config history claude --json')).out) as { versions: Record<string, unknown>[] }).versions

describe('the former versions of a document, without a daemon', () => {
  it('are listed, compared without secrets, and brought back with them', async () => {
    expect((await run('config history claude')).out).toContain('No version of "claude.json" is kept yet')
    await run('config put claude -', FIRST.replace('10', '20').replace(SECRET, 'tok-another0000fedc'))
    const [now, before] = await versions()
    expect(now).toMatchObject({ revision: 2, by: 'clp', added: 2, removed: 2, current: true })
    expect(before).toMatchObject({ revision: 1, by: 'file', added: null, current: false })

    const diff = await run('config diff claude')
    expect(diff.out).toContain('-    "weight": 10')
    expect(diff.out).toContain('+    "weight": 20')
    expect(diff.out).not.toContain(SECRET)

    const back = await run('config rollback claude --yes')
    expect(back).toMatchObject({ code: 0 })
    expect(home.read('claude.json')).toBe(FIRST)
    expect((await versions())[0]).toMatchObject({ revision: 3, by: 'clp', current: true })
  })

  it('differ in secrets only, and say so', async () => {
    await run('config put claude -', FIRST.replace(SECRET, 'tok-9999999999abcdef'))
    expect((await run('config diff claude')).out).toContain('differ in secrets only')
  })

  it('ask before one is brought back, know no other, and are forgotten', async () => {
    await run('config put claude -', FIRST.replace('10', '20'))
    expect((await run('config rollback claude')).code).not.toBe(0)
    expect(home.read('claude.json')).toContain('20')
    const unknown = await run('config rollback claude 7 --yes')
    expect(unknown).toMatchObject({ code: 1 })
    expect(unknown.err).toContain('Version 7 of the document "claude" is not kept')
    expect((await run('config diff claude two')).code).toBe(2)
    expect((await run('config history claude --clear --yes')).code).toBe(0)
    expect(await versions()).toEqual([])
  })

  it('are checked like any other text when they come back', async () => {
    await run('config put claude -', FIRST.replace('10', '20'))
    const file = join(home.root, 'data', 'history', 'claude.json')
    const kept = JSON.parse(home.read('data/history/claude.json')) as { versions: { text: string }[] }
    for (const version of kept.versions) version.text = '{"work": 1'
    writeFileSync(file, JSON.stringify(kept))
    expect((await run('config rollback claude 1 --yes')).code).toBe(1)
    expect(home.read('claude.json')).toContain('20')
  })
})
