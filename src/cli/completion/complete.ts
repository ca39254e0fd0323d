/** What could stand at the end of a half-typed command line: read from the command line's own definition, so that it cannot be out of date. */
import type { Command, Option } from 'commander'

export interface Candidate {
  readonly value: string
  /** In the user's language; empty for names. */
  readonly about: string
}

/** Where a value is wanted: `<service>` of `clp lb eject`, with the values before it. */
export interface Wanted {
  /** Name of the argument or of the option's value: `service`, `name`. */
  readonly value: string
  /** Names of the command: `['lb', 'eject']`. */
  readonly path: readonly string[]
  /** Arguments of the command that are typed already. */
  readonly before: readonly string[]
}

/** `words` are those after `clp`; the last one is being typed and may be empty. `valuesFor` gives the values of an argument. */
export const complete = async (
  program: Command,
  words: readonly string[],
  valuesFor: (wanted: Wanted) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> => {
  const typed = words.at(-1) ?? ''
  const reached = walk(program, words.slice(0, -1))
  const found = await candidatesAt(reached, typed, valuesFor)
  return found.filter(({ value }) => value.startsWith(typed))
}

interface Reached {
  readonly command: Command
  readonly path: readonly string[]
  readonly before: readonly string[]
  /** An option whose value is wanted next. */
  readonly option: Option | undefined
  /** After `--` everything is an argument. */
  readonly plain: boolean
}

const walk = (program: Command, words: readonly string[]): Reached =>
  words.reduce<Reached>(step, { command: program, path: [], before: [], option: undefined, plain: false })

const step = (at: Reached, word: string): Reached => {
  if (at.option !== undefined)
    return { ...at, option: at.option.variadic && !word.startsWith('-') ? at.option : undefined }
  if (at.plain) return { ...at, before: [...at.before, word] }
  if (word === '--') return { ...at, plain: true }
  if (word.startsWith('-')) return { ...at, option: optionWithValue(at.command, word) }
  const next = at.before.length === 0 ? subCommand(at.command, word) : undefined
  if (next === undefined) return { ...at, before: [...at.before, word] }
  return { ...at, command: next, path: [...at.path, next.name()], before: [] }
}

const candidatesAt = async (
  { command, path, before, option, plain }: Reached,
  typed: string,
  valuesFor: (wanted: Wanted) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> => {
  if (option !== undefined) {
    const values = await valuesFor({ value: placeOf(option.flags), path, before })
    if (!(option.variadic && typed.startsWith('-'))) return values
  }
  if (!plain && typed.startsWith('-')) return optionsOf(command)
  const argument = argumentAt(command, before.length)
  const values = argument === undefined ? [] : await valuesFor({ value: argument, path, before })
  return [...(before.length === 0 && !plain ? commandsOf(command) : []), ...values]
}

/** `help` is offered once, at the top. */
const commandsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => command.parent === null || one.name() !== 'help')
    .map((one) => ({ value: one.name(), about: one.description() }))

const optionsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({ value: option.long ?? option.flags, about: option.description }))

const subCommand = (command: Command, word: string): Command | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word))

/** `--json=x` brings its value along. */
const optionWithValue = (command: Command, word: string): Option | undefined =>
  command.options.find((option) => [option.short, option.long].includes(word) && (option.required || option.optional))

const argumentAt = (command: Command, index: number): string | undefined => {
  const { registeredArguments } = command
  const last = registeredArguments.at(-1)
  return (registeredArguments[index] ?? (last?.variadic === true ? last : undefined))?.name()
}

/** `service` of `--services <service...>`. */
const placeOf = (flags: string): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? ''
