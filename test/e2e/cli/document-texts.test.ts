/** `clp config show`, `put`, `export` and `import` on documents alone: what they write, keep, mask and refuse. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { createTempHome, type TempHome } from '../../kit/temp-home.ts'

const SECRET = 'tok-1234567890abcdef'
const CLAUDE = `{
  "work": {"base_url": "https://api.example.com", "auth_token": "${SECRET}", "weight": 10.0, "note": "mine"}
}
`

let home: TempHome
beforeEach(() => {
  home = createTempHome({ claude: CLAUDE })
})
afterEach(() => home.remove())

const run = (line: string, input?: string) =>
  clp(line.split(' '), { home: home.root, ...(input === undefined ? {} : { input }) })

describe('clp config show and put', () => {
  it('shows a text with its secrets masked; the text comes back and keeps them', async () => {
    const { code, out } = await run('config show claude.json')
    expect(code).toBe(0)
    expect(out).not.toContain(SECRET)
    expect(out).toContain('"weight": 10.0, "note": "mine"')
    const put = await run('config put claude -', out.replace('10.0', '20'))
    expect(put).toMatchObject({ code: 0, out: 'claude.json is written and in force\n' })
    expect(home.read('claude.json')).toBe(CLAUDE.replace('10.0', '20'))
  })

  it('writes rules that the command line has no words for', async () => {
    const rules = { mode: 'model-mapping', modelMappings: { claude: [{ source: 'a-*', target: 'b' }] } }
    expect((await run('config put routing -', JSON.stringify(rules))).code).toBe(0)
    expect((await run('route test claude a-1')).out).toContain('b')
  })

  it('refuses what is not valid, names the field, and changes nothing', async () => {
    const { code, err } = await run('config put claude -', '{"work": {"base_url": 7}}')
    expect(code).toBe(1)
    expect(err).toContain('base_url')
    expect(home.read('claude.json')).toBe(CLAUDE)
    expect((await run('config put nothing -', '{}')).code).toBe(2)
    expect((await run('config put claude no-such-file.json')).err).toContain('no-such-file.json')
  })
})

describe('clp config export and import', () => {
  it('takes all documents along, masked unless asked otherwise, and brings them back', async () => {
    const masked = await run('config export')
    expect(masked.out).not.toContain(SECRET)
    const file = join(home.root, 'all.json')
    expect((await run(`config export --secrets --output ${file}`)).code).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain(SECRET)
    expect((await run(`config export --output ${file}`)).code).toBe(1)

    const other = createTempHome({})
    try {
      const { code, out } = await clp(['config', 'import', file], { home: other.root })
      expect(code).toBe(0)
      expect(out).toContain('claude')
      expect(other.read('claude.json')).toBe(CLAUDE)
    } finally {
      other.remove()
    }
  })

  it('refuses a file that is no export', async () => {
    const file = join(home.root, 'other.json')
    writeFileSync(file, '{"a": 1}')
    const { code, err } = await run(`config import ${file}`)
    expect(code).toBe(1)
    expect(err).toContain('is no export of CLP')
  })
})
