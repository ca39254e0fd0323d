import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { clp } from '../../../test/kit/cli.ts'
import { systemClock } from '../../contract/clock.ts'
import { homeAt } from '../../store/files/home.ts'
import type { Cli } from '../context/cli.ts'
import type { CommandPart } from '../context/command.ts'
import { en } from '../messages/en.ts'
import { zh } from '../messages/zh.ts'
import { createPrint } from '../output/print.ts'
import { createProgram } from '../program.ts'
import { commandSuite } from './commands.suite.ts'
import { commands } from './index.ts'

const home = mkdtempSync(join(tmpdir(), 'clp-commands-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const silent = { write: () => true }
const cliIn = (language: 'en' | 'zh'): Cli => ({
  language,
  messages: language === 'en' ? en : zh,
  print: createPrint(silent, silent),
  environment: {},
  home: homeAt(home),
  clock: systemClock,
  stdin: Readable.from([]),
  shelf: async () => [],
  services: async () => [],
  serviceIds: ['one', 'two'],
  end: () => undefined,
})

const commandIn = (part: CommandPart, language: 'en' | 'zh'): Command => {
  const command = createProgram(cliIn(language)).commands.find((one) => one.name() === part.name)
  if (command === undefined) throw new Error(`No command ${part.name}`)
  return command
}

/** Parses against a program whose actions do nothing. */
const parses = (argv: readonly string[]): boolean => {
  const program = createProgram(cliIn('en'))
  const disarm = (command: Command): void => {
    // A group such as `auth` has no action of its own.
    if (command.commands.length === 0 || ['logs', 'usage'].includes(command.name())) command.action(() => undefined)
    command.commands.forEach(disarm)
  }
  program.commands.forEach(disarm)
  try {
    program.parse([...argv], { from: 'user' })
    return true
  } catch {
    return false
  }
}

for (const part of commands) {
  commandSuite(part, {
    commandIn: (language) => commandIn(part, language),
    run: (argv, language) => clp(argv, { home, language }),
    parses,
  })
}

describe('the shelf of commands', () => {
  it('names every command once', () => {
    const names = commands.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('shows the help without arguments and exits with 0', async () => {
    const bare = await clp([], { home })
    const asked = await clp(['--help'], { home })
    expect(bare).toEqual(asked)
    expect(bare.code).toBe(0)
    for (const { name } of commands) expect(bare.out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
  })

  it('says all of the help in Chinese', async () => {
    const { out } = await clp(['--help'], { home, language: 'zh' })
    expect(out).not.toMatch(/Usage:|Options:|Commands:|\[options\]|\[command\]/)
    for (const line of out.split('\n').filter((text) => /^ {2}[a-z]/.test(text))) {
      expect(line).toMatch(/\p{Script=Han}/u)
    }
  })

  it.each([
    [['no-such-command'], 'Unknown command "no-such-command"', '未知命令 "no-such-command"'],
    [['statu'], 'Did you mean status?', '是否想输入 status？'],
    [['stop', '--timeot', '1'], 'Did you mean --timeout?', '是否想输入 --timeout？'],
    [['list'], 'The argument <service> is missing', '缺少参数 <service>'],
    [['stop', '--timeout'], 'The option "--timeout <seconds>" needs a value', '选项 "--timeout <seconds>" 需要一个值'],
    [['add', 'claude', 'x'], 'The option "--base-url <url>" is required', '必须给出选项 "--base-url <url>"'],
    [['status', 'x', 'y'], 'Too many arguments: 0 expected, 2 given', '参数过多：需要 0 个，给出了 2 个'],
    [
      ['list', 'nobody'],
      'There is no service "nobody"; choose one of claude, codex, gemini',
      '没有名为 "nobody" 的服务',
    ],
    [['stop', '--timeout', 'soon'], 'Cannot use "soon" as --timeout', '"soon" 不能用作 --timeout'],
  ])('refuses %j with exit code 2 in both languages', async (argv, english, chinese) => {
    for (const [language, text] of [
      ['en', english],
      ['zh', chinese],
    ] as const) {
      const { code, out, err } = await clp(argv, { home, language })
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain(text)
    }
  })

  it('says its version', async () => {
    expect(await clp(['--version'], { home })).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
    })
  })

  it.each([[['stop']], [['status']], [['ui']], [['logs', '-f']]])(
    '%j exits with 3 while CLP does not run',
    async (argv) => {
      expect((await clp(argv, { home })).code).toBe(3)
    },
  )
})
