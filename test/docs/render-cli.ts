/** The page about the command line, made of the help that every command prints itself. */
import { Readable } from 'node:stream'
import type { Command } from 'commander'
import { commands } from '../../src/cli/commands/index.ts'
import type { Cli } from '../../src/cli/context/cli.ts'
import { type Language, messagesFor } from '../../src/cli/context/language.ts'
import { createPrint } from '../../src/cli/output/print.ts'
import { createProgram } from '../../src/cli/program.ts'
import { systemClock } from '../../src/contract/clock.ts'
import { services } from '../../src/proxy/services/index.ts'
import { homeAt } from '../../src/store/files/home.ts'

const HEADS: Readonly<Record<Language, string>> = {
  en: `# Command line

**English** · [简体中文](cli.zh-CN.md)

What each command prints for \`--help\`, made by \`npm run docs\`; a test holds this page against the program.`,
  zh: `# 命令行

[English](cli.md) · **简体中文**

每个命令的 \`--help\` 输出，由 \`npm run docs\` 生成；有测试保证本页与程序一致。`,
}

/** Columns of a terminal for which help is laid out. */
const WIDTH = 100

/** What a program needs in order to be built. Results go to `lines`. */
export const quietCli = async (language: Language, lines: string[]): Promise<Cli> => {
  const nowhere = { write: () => true }
  return {
    language,
    messages: await messagesFor(language),
    print: { ...createPrint(nowhere, nowhere), line: (text = '') => lines.push(text) },
    environment: {},
    home: homeAt('/'),
    clock: systemClock,
    stdin: Readable.from([]),
    shelf: async () => services,
    services: async () => services,
    serviceIds: services.map(({ id }) => id),
    end: () => undefined,
  }
}

export const renderCli = async (language: Language): Promise<string> => {
  const help: string[] = []
  const cli = await quietCli(language, help)
  const { messages } = cli
  const program = createProgram(cli)
  const groupOf = new Map(commands.map(({ name, group }) => [name, messages.help.groups[group].replace(/[:：]$/, '')]))
  const sections = program.commands.flatMap((command, index, all) => {
    const group = groupOf.get(command.name())
    const before = groupOf.get(all[index - 1]?.name() ?? '')
    return [...(group === before ? [] : [`## ${group}`]), ...withSubcommands(command, help)]
  })
  return `${[HEADS[language], fenced(helpOf(program, help)), ...sections].join('\n\n')}\n`
}

const withSubcommands = (command: Command, help: string[]): string[] => [
  `${'#'.repeat(command.parent?.parent ? 4 : 3)} \`${pathOf(command)}\``,
  fenced(helpOf(command, help)),
  ...command.commands.flatMap((inner) => withSubcommands(inner, help)),
]

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`

/** With the texts that are added behind it, which commander prints but does not tell. */
const helpOf = (command: Command, help: string[]): string => {
  command.configureHelp({ ...command.configureHelp(), helpWidth: WIDTH })
  help.length = 0
  command.outputHelp()
  return help.join('\n')
}

const fenced = (text: string): string => `\`\`\`text\n${text.replaceAll(/ +$/gm, '').trim()}\n\`\`\``
