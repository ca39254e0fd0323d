/** English texts of the checks of this machine, the daemon and the documents. */
export const enDoctorMachine = {
  'node-version': {
    name: 'Node version',
    findings: {
      old: { cause: 'Node {version} is older than {oldest}, which CLP needs', remedy: 'Install Node 22 or later' },
      brotli: {
        cause:
          'Node {version} has an unsafe brotli decoder (CVE-2026-111497); CLP reads brotli with one of its own, in WebAssembly, which is slower',
        remedy: 'Install Node 22.23.4, 24.22.1, 26.12.1 or later',
      },
    },
  },
  'home-writable': {
    name: 'Home can be written',
    findings: {
      unwritable: {
        cause: '"{path}" cannot be read and written: {reason}',
        remedy: 'Make it yours again (chown), or choose another home with CLP_HOME',
      },
    },
  },
  'home-permissions': {
    name: 'Home is private',
    findings: {
      open: {
        cause: '"{file}" can be read by other users of this machine',
        remedy: 'Run: chmod go= "{file}" (clp doctor --fix does it)',
      },
    },
  },
  'disk-space': {
    name: 'Disk space',
    findings: {
      low: { cause: 'Only {free} are left where "{path}" is', remedy: 'Make room, or limit the log in the settings' },
    },
  },
  documents: {
    name: 'Documents',
    findings: {
      rejected: {
        cause: '"{file}" is not in force: {reason}',
        remedy: 'Correct that line; CLP takes the file over at once',
      },
      partly: { cause: '{told}', remedy: 'CLP takes the file over at once' },
      names: { cause: '{told}', remedy: 'clp config check names the lines' },
    },
  },
  database: {
    name: 'Database',
    findings: {
      damaged: {
        cause: '"{file}" is damaged: {reason}',
        remedy: 'Stop CLP and move the file away; a new one is made at the next start',
      },
    },
  },
  'log-size': {
    name: 'Size of logs',
    findings: {
      log: {
        cause: '"{file}" has grown to {size}',
        remedy: 'Stop CLP and delete it; CLP rotates its own logs at 10 MB',
      },
      database: {
        cause: 'The database "{file}" has grown to {size}',
        remedy: 'Keep fewer records (settings), or clear them with: clp logs clear',
      },
    },
  },
  'older-bodies': {
    name: 'Log from before masking',
    findings: {
      kept: {
        cause:
          'The request log holds bodies from before {date}, when masking began: keys and passwords may stand in them',
        remedy: 'Clear the log: clp logs clear. Else they go as it is trimmed',
      },
    },
  },
  daemon: {
    name: 'CLP runs and answers',
    findings: {
      asleep: { cause: 'CLP is not running', remedy: 'Start it with: clp start' },
      silent: { cause: 'CLP (process {pid}) runs but does not answer', remedy: 'Run: clp restart' },
      version: { cause: 'CLP {running} is running, but {installed} is installed', remedy: 'Run: clp restart' },
    },
  },
  'former-clp': {
    name: 'No Python CLP beside it',
    findings: {
      alive: {
        cause: 'The Python version of CLP runs on this home (process {pids})',
        remedy: 'Stop it with its own "clp stop", or with: kill {pids}',
      },
    },
  },
  'stale-run-file': {
    name: 'No stale run file',
    findings: {
      stale: {
        cause: '"{file}" was left behind by a CLP that has ended',
        remedy: 'Delete it (clp doctor --fix does it)',
      },
    },
  },
  'stale-lock': {
    name: 'No stale lock',
    findings: {
      stale: {
        cause: '{count} claims in "{folder}" belong to processes that have ended',
        remedy: 'The next start takes them away (clp doctor --fix does it now)',
      },
    },
  },
  ports: {
    name: 'Ports',
    findings: {
      taken: {
        cause: 'Port {port} for {what} is taken by another program',
        remedy: 'Stop that program, or choose another port with {variable}',
      },
      takenBy: {
        cause: 'Port {port} for {what} is taken by {program} (process {pid})',
        remedy: 'Stop that program, or choose another port with {variable}',
      },
      unusable: { cause: 'It cannot be told where CLP listens: {reason}', remedy: 'Correct or unset that variable' },
    },
  },
  'open-door': {
    name: 'Open to others with tokens only',
    findings: {
      open: {
        cause: 'CLP listens on {host} for {service} and asks nobody for a token',
        remedy: 'Run: clp auth generate --name <name>, then: clp auth on',
      },
    },
  },
  'web-ui': {
    name: 'Web UI',
    findings: {
      missing: { cause: 'The web UI has not been built', remedy: 'Run: npm run build' },
    },
  },
  'access-tokens': {
    name: 'Tokens',
    findings: {
      none: {
        cause: 'Access is on and there is no valid token, so every request is refused',
        remedy: 'Run: clp auth generate --name <name>',
      },
    },
  },
  'active-upstream': {
    name: 'Active upstream',
    findings: {
      none: {
        cause: '{service} has no upstream',
        remedy: 'Run: {add}',
      },
      disabled: { cause: 'All upstreams of {service} are disabled', remedy: 'Run: clp enable {id} <name>' },
    },
  },
}
