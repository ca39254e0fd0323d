/** Builds the commander program in the user's language. Commander's own words are translated here, in one place. */
import { Command, type ErrorOptions, Help } from 'commander'
import { packageVersion } from '../process/version.ts'
import { commands } from './commands/index.ts'
import type { Cli } from './context/cli.ts'
import type { CommandPart } from './context/command.ts'
import { translateUsageError } from './context/usage-error.ts'
import type { Messages } from './messages/en.ts'
import { fill } from './messages/fill.ts'
import { displayWidth } from './output/display-width.ts'
import { wrapText } from './output/wrap-text.ts'

/** The whole command line. Parsing it throws `CommanderError` for wrong usage, help and version. */
export const createProgram = (cli: Cli): Command => {
  const { help } = cli.messages
  const program = new ClpCommand('clp', cli.messages)
    .description(help.program)
    .version(packageVersion(), '-V, --version', help.versionOption)
    .helpOption('-h, --help', help.helpOption)
    .helpCommand('help [command]', help.helpCommand)
    .configureHelp(helpIn(cli.messages))
    .configureOutput({
      writeOut: (text) => cli.print.line(text.trimEnd()),
      writeErr: (text) => cli.print.note(text.trimEnd()),
    })
    .showSuggestionAfterError(true)
    .exitOverride()
    .addHelpText('after', `\n${help.environment}`)
  for (const part of commands) addPart(program, part, cli)
  return program
}

const addPart = (program: Command, part: CommandPart, cli: Cli): void => {
  program.commandsGroup(cli.messages.help.groups[part.group])
  const command = program.command(part.name)
  part.define(command, cli)
}

/** Commander, saying what is wrong in the user's language. Sub-commands are made of the same kind. */
class ClpCommand extends Command {
  readonly #messages: Messages

  constructor(name: string | undefined, messages: Messages) {
    super(name)
    this.#messages = messages
    // An option belongs to the command it follows: `--json` after `logs show` is not the one of `logs`.
    this.enablePositionalOptions()
  }

  override createCommand(name?: string): Command {
    return new ClpCommand(name, this.#messages).helpOption('-h, --help', this.#messages.help.helpOption)
  }

  override error(message: string, options?: ErrorOptions): never {
    const { errors, usageErrors } = this.#messages
    const [first = '', ...more] = translateUsageError(this.#messages, options?.code ?? '', message)
    const hint = fill(usageErrors.seeHelp, { command: pathOf(this) })
    return super.error([fill(errors.error, { message: first }), ...more, hint].join('\n'), options)
  }
}

/** `clp auth generate` for the command that was reached. */
const pathOf = (command: Command): string => {
  const { parent } = command
  return parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`
}

/** Columns below which a description beside its term is left to the terminal to break. */
const NARROWEST = 40

const helpIn = ({ help }: Messages): Partial<Help> => {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': help.usage,
    'Options:': help.options,
    'Commands:': help.commands,
    'Arguments:': help.arguments,
  }
  const translateWords = (usage: string): string =>
    usage.replaceAll('[options]', help.optionsWord).replaceAll('[command]', help.commandWord)
  return {
    displayWidth,
    boxWrap: (text, width) => (width < NARROWEST ? text : wrapText(text, width)),
    styleTitle: (title) => titles[title] ?? title,
    styleUsage: translateWords,
    subcommandTerm: (command) => translateWords(new Help().subcommandTerm(command)),
  }
}
