import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clp } from '../../../test/kit/cli.ts'

/** A machine on which nothing is wrong. */
const createMachine = async () => {
  const root = mkdtempSync(join(tmpdir(), 'clp-doctor-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const home = join(root, '.clp')
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 })
  const server = createServer((_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const file = join(home, 'claude.json')
  const entry = { base_url: `http://127.0.0.1:${port}`, auth_token: 'key', active: true }
  writeFileSync(file, JSON.stringify({ main: entry }), { mode: 0o600 })
  const environment = { HOME: root, CLP_CLAUDE_PORT: '13210', CLP_CODEX_PORT: '13211', CLP_UI_PORT: '13300' }
  return {
    root,
    home,
    file,
    run: (line: string, language: 'en' | 'zh' = 'en') => clp(line.split(' '), { home, language, environment }),
  }
}

describe('clp doctor', () => {
  it('ends with 0 where nothing is wrong, and says what it looked at', async () => {
    const machine = await createMachine()
    const { code, out, err } = await machine.run('doctor')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Node version')
    expect(out).toContain('0 errors, 0 warnings')
  })

  it('ends with 1 where something is wrong, with cause and remedy in both languages', async () => {
    const machine = await createMachine()
    writeFileSync(join(machine.home, 'codex.json'), '{', { mode: 0o600 })
    const english = await machine.run('doctor')
    expect([english.code, english.out]).toEqual([
      1,
      expect.stringMatching(/✗ Documents: .*codex\.json.*\n {4}→ Correct/),
    ])
    const chinese = await machine.run('doctor', 'zh')
    expect([chinese.code, chinese.out]).toEqual([1, expect.stringMatching(/✗ 文档：.*codex\.json.*\n {4}→ \S/)])
  })

  it.each([
    ['https://one.example/v1beta', 'k', /ends with \/v1beta.* \/v1beta\/v1beta\n/],
    ['https://one.example', 'AIzaSy', /is an API key/],
  ])('knows what goes wrong with Gemini at %s with %s', async (base_url, auth_token, words) => {
    const machine = await createMachine()
    const gemini = { main: { base_url, auth_token, active: true } }
    writeFileSync(join(machine.home, 'gemini.json'), JSON.stringify(gemini), { mode: 0o600 })
    const { out } = await machine.run('doctor')
    expect(out).toMatch(words)
    expect(out).not.toContain('has no path')
  })

  it('mends with --fix what it safely can, says so, and ends with 0', async () => {
    const machine = await createMachine()
    await machine.run('attach claude --yes')
    const journal = join(machine.home, 'data/attach.json')
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"done"', '"detaching"'), { mode: 0o600 })
    chmodSync(machine.home, 0o755)
    chmodSync(machine.file, 0o644)
    const claims = join(machine.home, 'run/clp.lock')
    mkdirSync(claims, { mode: 0o700 })
    writeFileSync(join(claims, 'a.claim'), '{"pid":4000000,"mark":"x","held":true}')
    const before = JSON.parse((await machine.run('doctor --json')).out)
    const troubles = before.checks.filter(({ findings }: { findings: { mendable: boolean }[] }) =>
      findings.some(({ mendable }) => mendable),
    )
    expect(troubles.map(({ id }: { id: string }) => id)).toEqual(['home-permissions', 'stale-lock', 'half-done'])
    const { code, out } = await machine.run('doctor --fix')
    expect([code, out.match(/\(fixed\)/g)?.length]).toEqual([0, 3])
    expect(statSync(machine.file).mode & 0o777).toBe(0o600)
    expect(existsSync(join(claims, 'a.claim'))).toBe(false)
    expect(existsSync(join(machine.root, '.claude/settings.json'))).toBe(false)
    expect(JSON.parse((await machine.run('doctor --json')).out).ok).toBe(true)
  })

  it('changes nothing without --fix', async () => {
    const machine = await createMachine()
    chmodSync(machine.home, 0o755)
    chmodSync(machine.file, 0o644)
    expect((await machine.run('doctor')).out).toContain('clp doctor --fix')
    expect(statSync(machine.file).mode & 0o777).toBe(0o644)
  })
})
