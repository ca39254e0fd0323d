import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clp } from '../../../test/kit/cli.ts'
import { CLP_MAIN } from '../../../test/kit/clp-process.ts'
import { shellLines } from './client-shell.ts'

/** A client that writes down what it was given, and ends as told. */
const CLIENT = `#!${process.execPath}
const { ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_API_KEY, CLP_TOKEN } = process.env
const args = process.argv.slice(2)
require('node:fs').writeFileSync(process.env.SEEN, JSON.stringify({ args, ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_API_KEY, CLP_TOKEN }))
if (args.includes('wait')) {
  process.on('SIGTERM', () => process.exit(41))
  setInterval(() => undefined, 1000)
  process.stdout.write('ready')
} else process.exit(args.includes('fail') ? 7 : 0)
`

const createPerson = () => {
  const root = mkdtempSync(join(tmpdir(), 'clp-exec-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const program of ['claude', 'codex']) {
    writeFileSync(join(root, program), CLIENT)
    chmodSync(join(root, program), 0o755)
  }
  const seen = join(root, 'seen.json')
  const home = join(root, '.clp')
  const environment = {
    HOME: root,
    PATH: `${root}:${process.env['PATH']}`,
    SEEN: seen,
    SHELL: '/bin/bash',
    ANTHROPIC_API_KEY: 'k',
  }
  return {
    root,
    environment: { ...environment, CLP_HOME: home, CLP_LANG: 'en' },
    run: (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      clp(argv, { home, environment: { ...environment, ...more } }),
    seen: () => JSON.parse(readFileSync(seen, 'utf8')),
  }
}

describe('clp exec', () => {
  it('sets the environment for that process only and passes arguments and exit code on', async () => {
    const person = createPerson()
    expect((await person.run(['exec', 'claude', '--', '-p', 'a b', 'fail'])).code).toBe(7)
    expect(person.seen()).toEqual({
      args: ['-p', 'a b', 'fail'],
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:3210',
      ANTHROPIC_AUTH_TOKEN: '-',
    })
    expect(process.env['ANTHROPIC_BASE_URL']).toBeUndefined()
  })

  it('leaves a key of the person to an upstream that wants the login of the client', async () => {
    const person = createPerson()
    mkdirSync(join(person.root, '.clp'))
    writeFileSync(join(person.root, '.clp/claude.json'), '{"relay":{"base_url":"https://relay.example","active":true}}')
    await person.run(['exec', 'claude', '--', 'x'])
    expect(person.seen()).toEqual({ args: ['x'], ANTHROPIC_BASE_URL: 'http://127.0.0.1:3210', ANTHROPIC_API_KEY: 'k' })
  })

  it('gives Codex its provider by arguments and the token by the environment', async () => {
    const person = createPerson()
    expect((await person.run(['exec', 'codex', '--', 'exec', 'hi'], { CLP_TOKEN: 'clp_mine' })).code).toBe(0)
    const { args, CLP_TOKEN } = person.seen()
    expect(args.slice(-2)).toEqual(['exec', 'hi'])
    expect(args.join(' ')).toContain('base_url = "http://127.0.0.1:3211"')
    expect(args.join(' ')).not.toContain('clp_mine')
    expect(CLP_TOKEN).toBe('clp_mine')
  })

  it('says when the client is not there, and when its file wins', async () => {
    const person = createPerson()
    expect(await person.run(['exec', 'claude'], { PATH: '/nowhere' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('not in PATH'),
    })
    mkdirSync(join(person.root, '.claude'))
    writeFileSync(join(person.root, '.claude/settings.json'), '{"env":{"ANTHROPIC_BASE_URL":"https://other.example"}}')
    expect(await person.run(['exec', 'claude'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('https://other.example'),
    })
  })

  it('passes signals on and ends as the client ends', async () => {
    const person = createPerson()
    const child = spawn(process.execPath, [CLP_MAIN, 'exec', 'claude', '--', 'wait'], { env: person.environment })
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGTERM')
    expect(await new Promise((resolve) => child.once('exit', (code) => resolve(code)))).toBe(41)
  })
})

describe('clp env', () => {
  it.each(['claude', 'codex'])('prints lines by which bash runs %s through CLP', async (client) => {
    const person = createPerson()
    const { out, err } = await person.run(['env', client])
    expect(err).toBe('')
    execFileSync('bash', ['-c', `${out}\n${client} 'x y'`], { env: person.environment })
    expect(JSON.stringify(person.seen())).toContain(client === 'claude' ? '127.0.0.1:3210' : '127.0.0.1:3211')
    expect(person.seen().args.at(-1)).toBe('x y')
  })

  it('says that a token is needed while access is on', async () => {
    const person = createPerson()
    await person.run(['auth', 'on'])
    expect((await person.run(['env', 'claude'])).err).toContain('clp auth generate')
    const { out, err } = await person.run(['env', 'claude', '--token', 'clp_x'])
    expect(out).toContain("ANTHROPIC_AUTH_TOKEN='clp_x'")
    expect(err).not.toContain('clp auth generate')
    expect(err).toContain('stays in the history of the shell')
  })

  it('quotes for every shell', () => {
    const once = { variables: { A: `it's \\ $x` }, args: ['-c', `a="b'c"`] }
    expect(shellLines('fish', 'codex', once)).toEqual([
      String.raw`set -gx A 'it\'s \\ $x'`,
      String.raw`function codex; command codex '-c' 'a="b\'c"' $argv; end`,
    ])
    expect(shellLines('powershell', 'codex', once)).toEqual([
      String.raw`$env:A = 'it''s \ $x'`,
      `function codex { & (Get-Command codex -CommandType Application | Select-Object -First 1) '-c' 'a="b''c"' @args }`,
    ])
    const [set = ''] = shellLines('bash', 'codex', once)
    expect(execFileSync('bash', ['-c', `${set}; printf %s "$A"`], { encoding: 'utf8' })).toBe(once.variables.A)
  })

  it('refuses a shell it does not know', async () => {
    expect((await createPerson().run(['env', 'claude', '--shell', 'csh'])).code).toBe(2)
  })
})
