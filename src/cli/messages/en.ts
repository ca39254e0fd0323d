/** Every text of the command line, in English. Its shape is the contract that the other languages are held to by tsc. */
import { PROBLEMS, type ProblemCode } from '../../contract/problem.ts'
import { english } from '../../contract/reason/messages/en.ts'
import { enAccess } from './en-access.ts'
import { enBudgets } from './en-budgets.ts'
import { enClients } from './en-clients.ts'
import { enDaemon } from './en-daemon.ts'
import { enDemo } from './en-demo.ts'
import { enDoctor } from './en-doctor.ts'
import { enMachine } from './en-machine.ts'
import { enMember } from './en-member.ts'
import { enNotices } from './en-notices.ts'
import { enQuota } from './en-quota.ts'
import { enRecords } from './en-records.ts'
import { enRules } from './en-rules.ts'
import { enUpstreams } from './en-upstreams.ts'

export const en = {
  help: {
    program:
      'A local proxy for AI coding clients: switch upstreams without restarting, fail over, filter, count and watch every request',
    usage: 'Usage:',
    options: 'Options:',
    commands: 'Commands:',
    arguments: 'Arguments:',
    examples: 'Examples:',
    optionsWord: '[options]',
    commandWord: '[command]',
    helpOption: 'show this help',
    helpCommand: 'show the help of a command',
    versionOption: 'show the version',
    json: 'print the result as JSON',
    service: 'a client service; "clp status" lists them',
    serviceOf: 'client service: {services}',
    groups: {
      daemon: 'Daemon:',
      clients: 'Clients:',
      upstreams: 'Upstreams:',
      rules: 'Rules:',
      access: 'Access:',
      records: 'Log and usage:',
      machine: 'Set-up:',
    },
    environment: `Environment:
  CLP_HOME         folder of documents and data (default ~/.clp)
  CLP_PROXY_HOST   address the services listen on (default 127.0.0.1)
  CLP_UI_HOST      address the UI listens on (default 127.0.0.1)
  CLP_CLAUDE_PORT, CLP_CODEX_PORT, CLP_UI_PORT
                   ports (default 3210, 3211, 3300; 0 for any free one)
  CLP_LANG         zh or en; else from LC_ALL, LC_MESSAGES or LANG
  CLP_LOG_LEVEL    debug, info, warn or error (default info)

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running`,
  },
  usageErrors: {
    unknownOption: 'Unknown option "{first}"',
    unknownCommand: 'Unknown command "{first}"',
    missingArgument: 'The argument <{first}> is missing',
    optionMissingArgument: 'The option "{first}" needs a value',
    missingOption: 'The option "{first}" is required',
    conflictingOption: 'The options "{first}" and "{second}" exclude each other',
    excessArguments: 'Too many arguments: {first} expected, {second} given',
    didYouMean: 'Did you mean {suggestion}?',
    seeHelp: 'Run "{command} --help" for help',
  },
  errors: {
    error: 'Error: {message}',
    unknownService: 'There is no service "{service}"; choose one of {services}',
    wrongValue: 'Cannot use "{value}" as {what}: {expected}',
    notRunning: 'CLP is not running; start it with "clp start"',
    unreachable: 'CLP (process {pid}) runs but does not answer: {reason}',
    refused: '{title}: {detail}',
    badAnswer:
      'CLP (process {pid}, version {version}) gave an answer that this version does not understand; restart it with "clp restart"',
    stdinEmpty: 'Standard input is empty: a token was expected there',
    unreadable: 'Cannot read "{file}": {reason}',
    secretShown:
      'A key on the command line can be read by every user of this machine and stays in the history of the shell. Give "-" instead and hand it over on standard input',
    stdinTwice: 'Only one value can be read from standard input',
    fileExists: '{file} exists already; choose another name',
    documentRejected: 'Cannot change {file}: {reason}',
  },
  confirm: {
    ask: '{question} [y/N] ',
    nobody: 'There is nobody to ask: standard input is not a terminal',
    no: 'Nothing was changed',
    yes: 'do not ask',
    /** Where there is no dry run to look at first. */
    hint: 'Say that it is meant with --yes',
  },
  problems: Object.fromEntries(Object.entries(PROBLEMS).map(([code, { title }]) => [code, title])) as Record<
    ProblemCode,
    string
  >,
  format: {
    days: '{days} d {hours} h',
    hours: '{hours} h {minutes} min',
    minutes: '{minutes} min {seconds} s',
    seconds: '{seconds} s',
    yes: 'yes',
    no: 'no',
    listSeparator: ', ',
  },
  daemon: enDaemon,
  demo: enDemo,
  clients: enClients,
  doctor: enDoctor,
  notices: enNotices,
  upstreams: enUpstreams,
  member: enMember,
  quota: enQuota,
  rules: enRules,
  access: enAccess,
  records: enRecords,
  budgets: enBudgets,
  machine: enMachine,
  reasons: english,
}

/** What every language must have: the same keys, all of them texts. */
export type Messages = typeof en
