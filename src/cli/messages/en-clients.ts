/** English texts of `clp attach`, `detach`, `env` and `exec`. */
export const enClients = {
  noSetup: 'CLP does not know how to set up {client} by itself; do it by hand:',
  portUnknown: 'Where {client} has to go is not known: {variable} is 0 and CLP is not running; start it first',
  addressExpected: 'an address such as http://127.0.0.1:3210',
  fileError: 'Cannot change "{file}": {reason}',
  fileTaken:
    'Cannot change "{file}": it has a {key} of its own; remove that first, or change its base_url to {address} by hand',
  fileFails: {
    halfDone: 'A change of "{file}" was interrupted; finish or undo it first with: clp doctor --fix',
  },
  options: {
    dryRun: 'only show what would change',
    status: 'show which clients go through CLP',
    address: 'where the client goes (default: the CLP of this home)',
    token: 'a token to show there; "-" reads it from standard input',
    limits: "have Claude Code show what is left of budgets: its token gets the shape of a gateway's",
    shell: 'bash, fish or powershell (default: the shell in use)',
  },
  dryRunHint: 'Look at the change with --dry-run, then make it with --yes',
  missingClient: 'The argument <client> is missing; choose one of {clients}',
  unknown: 'There is no client "{client}"; choose one of {clients}',
  client: 'client: {clients}',
  line: 'line {line}',
  noLimits: '{client} needs no --limits: it shows limits by itself, or not at all',
  attach: {
    about: 'Point a client at CLP by a change in its own file, which is shown first',
    already: '{client} goes to {address} already; nothing to do',
    token: 'Access is on, so the token "{name}" is made for {client} and written into the file',
    overridden: 'Note: {variables} in this shell would take {client} elsewhere or add another key; unset it',
    serviceOff:
      'Note: CLP does not serve {label} yet; add an upstream (clp add {service} <name> --base-url <url>), then run: clp restart',
    note: 'Note: {text}',
    proxy:
      'Note: {variable} in this shell may send requests of {client} to CLP through a proxy; put 127.0.0.1,localhost,::1 into NO_PROXY',
    elsewhere: 'Note: "{value}" keeps {client} from using CLP; see clp doctor',
    question: 'Change "{file}"?',
    done: '{client} goes to {address} from its next start; take it back with: clp detach {service}',
    left: 'Kept, because it was changed since: {keys}',
  },
  detach: {
    about: 'Take back exactly what "clp attach" changed',
    nothing: 'CLP has changed nothing in "{file}"',
    removed: '"{file}" was made by CLP and is removed',
    question: 'Change "{file}" back?',
    done: '{client} is as it was before',
  },
  status: {
    columns: ['Client', 'State', 'Goes to', 'File'],
    states: {
      attached: 'attached',
      byHand: 'set up by hand',
      elsewhere: 'goes elsewhere',
      none: 'not attached',
      halfDone: 'half done',
      unreadable: 'cannot be read',
    },
    nowhere: '-',
  },
  env: {
    about: 'Print the lines for a shell that point a client at CLP',
    how: '# Use it with: {command}',
    fileWins:
      'Note: "{file}" sends {client} to {address}, and that wins over the environment; run: clp attach {service}',
    tokenNeeded: 'Access is on: give a token with --token or CLP_TOKEN; "clp auth generate" makes one',
    shellExpected: 'bash, fish or powershell',
  },
  exec: {
    about: 'Run a client with CLP set for this one process',
    args: 'arguments for the client, behind "--"',
    cannotRun: 'Cannot run "{program}": {reason}',
    notFound: 'Cannot run "{program}": it is not in PATH',
    fileWins: '"{file}" sends {client} to {address}, and that wins over the environment; run: clp attach {service}',
  },
}
