/** What every command must do. A new one passes this or does not ship. */
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import type { CliRun } from '../../../test/kit/cli.ts'
import type { CommandPart } from '../context/command.ts'

export interface CommandSuiteOptions {
  /** The command of the part in a whole program, in each language. */
  readonly commandIn: (language: 'en' | 'zh') => Command
  readonly run: (argv: readonly string[], language: 'en' | 'zh') => Promise<CliRun>
  /** Whether a line such as `clp list claude` names a command and options that exist. */
  readonly parses: (argv: readonly string[]) => boolean
}

const HAN = /\p{Script=Han}/u
/** Words that commander would say by itself. */
const UNTRANSLATED =
  /Usage:|Options:|Arguments:|Commands:|Examples:|\[options\]|\[command\]|display help|output the version/

export const commandSuite = (part: CommandPart, options: CommandSuiteOptions): void => {
  describe(`command ${part.name}`, () => {
    const english = leaves(options.commandIn('en'))
    const chinese = leaves(options.commandIn('zh'))

    it('has the same sub-commands, arguments and options in both languages', () => {
      expect(chinese.map(shapeOf)).toEqual(english.map(shapeOf))
    })

    it.each(english.map((command) => [pathOf(command), command] as const))(
      '%s is described in English',
      async (path) => {
        const { code, out, err } = await options.run([...path.split(' '), '--help'], 'en')
        expect({ code, err }).toEqual({ code: 0, err: '' })
        expect(out).toContain('Usage: clp')
        expect(out).not.toMatch(HAN)
      },
    )

    it.each(chinese.map((command) => [pathOf(command), command] as const))(
      '%s is described in Chinese',
      async (path, command) => {
        const { code, out, err } = await options.run([...path.split(' '), '--help'], 'zh')
        expect({ code, err }).toEqual({ code: 0, err: '' })
        expect(out).not.toMatch(UNTRANSLATED)
        expect(command.description()).toMatch(HAN)
        for (const part of [...command.options, ...command.registeredArguments]) expect(part.description).toMatch(HAN)
      },
    )

    it.each(english.map((command) => [pathOf(command)]))('%s shows examples that exist', async (path) => {
      const { out } = await options.run([...path.split(' '), '--help'], 'en')
      const shown = (out.split('Examples:')[1] ?? '').split('\n').filter((line) => line.includes('clp '))
      expect(shown).not.toEqual([])
      for (const line of shown) expect([line, options.parses(wordsOf(line))]).toEqual([line, true])
    })

    it('refuses an option it does not have with exit code 2, on standard error', async () => {
      for (const command of english) {
        const { code, out, err } = await options.run([...pathOf(command).split(' '), '--no-such-option'], 'en')
        expect({ code, out }).toEqual({ code: 2, out: '' })
        // Commander asks for a required option first.
        if (!command.options.some(({ mandatory }) => mandatory)) {
          expect(err).toContain('Unknown option "--no-such-option"')
        }
        expect(err).toContain('--help')
      }
    })
  })
}

/** The command and all beneath it, without the help command. */
const leaves = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(leaves)]

const pathOf = (command: Command): string => {
  const { parent } = command
  if (parent === null || parent.parent === null) return command.name()
  return `${pathOf(parent)} ${command.name()}`
}

const shapeOf = (command: Command) => ({
  path: pathOf(command),
  options: command.options.map((option) => option.flags),
  arguments: command.registeredArguments.map((argument) => [argument.name(), argument.required]),
})

/** The words of an example as a shell would hand them over; redirections and variables before the command are the shell's. */
const wordsOf = (line: string): readonly string[] => {
  const [, whole = ''] = /(?:^|\s)clp (.*)$/.exec(line) ?? []
  const [call = ''] = whole.split(/ [<>|] ?/)
  return [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}
