/** Tells commander's complaints about the command line in the user's language. */
import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'

interface Rule {
  readonly text: keyof Messages['usageErrors']
  /** Finds what the complaint is about: one or two groups. */
  readonly pattern: RegExp
}

/** Commander's English sentences by its error code; held against the installed version by a test. */
const RULES: Readonly<Record<string, Rule>> = {
  'commander.unknownOption': { text: 'unknownOption', pattern: /unknown option '(.*?)'/ },
  'commander.unknownCommand': { text: 'unknownCommand', pattern: /unknown command '(.*?)'/ },
  'commander.missingArgument': { text: 'missingArgument', pattern: /argument '(.*?)'/ },
  'commander.optionMissingArgument': { text: 'optionMissingArgument', pattern: /option '(.*?)' argument missing/ },
  'commander.missingMandatoryOptionValue': { text: 'missingOption', pattern: /required option '(.*?)'/ },
  'commander.conflictingOption': {
    text: 'conflictingOption',
    pattern: /option '(.*?)' cannot be used with option '(.*?)'/,
  },
  'commander.excessArguments': { text: 'excessArguments', pattern: /Expected (\d+) arguments? but got (\d+)/ },
}

/** The sentence for a complaint (commander's own words for one that is not known here), and the suggestion, if it has one. */
export const translateUsageError = (messages: Messages, code: string, message: string): readonly string[] => {
  const rule = RULES[code]
  const match = rule?.pattern.exec(message)
  if (rule === undefined || match === null || match === undefined) return [message.replace(/^error: /, '')]
  const said = fill(messages.usageErrors[rule.text], { first: match[1] ?? '', second: match[2] ?? '' })
  const suggestion = /\(Did you mean (?:one of )?(.*?)\?\)/.exec(message)?.[1]
  if (suggestion === undefined) return [said]
  return [said, fill(messages.usageErrors.didYouMean, { suggestion })]
}
