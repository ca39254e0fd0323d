/** English texts of `start`, `stop`, `restart`, `status`, `run` and `ui`. */
export const enDaemon = {
  start: {
    about: 'Start CLP in the background',
    already: 'CLP runs already (process {pid})',
    started: 'CLP is running (process {pid})',
    next: 'What to do next:',
    addUpstream: 'Add an upstream for {label}; its key is read from standard input:',
    addRelay: '(For a relay: its address, and --auth-token - in place of --api-key -)',
    pointClient: 'Point {client} at it:',
    openUi: 'Open the UI: {address}',
    notOnPath: '(There is no "clp" on your path: write "npx clp" here, or install it with: npm install -g .)',
    portInUse: 'Cannot listen on {host}:{port} for {what}: the port is in use',
    portInUseBy: 'Cannot listen on {host}:{port} for {what}: {program} (process {pid}) uses the port',
    portAdvice: 'Stop that program, or choose another port with {variable}',
    former: 'The Python version of CLP still runs on this home (process {pids}) and holds the ports',
    formerStop: 'Stop it with its own "clp stop", or with: kill {pids}',
    secondDaemon: 'Another CLP (process {pid}) serves the home {home}, or is about to',
    homeUnwritable: 'Cannot write to "{path}": {system}',
    homeAdvice: 'Make the folder writable, or choose another one with CLP_HOME',
    addressUnavailable: 'Cannot listen on {host}:{port} for {what}: {system}',
    openDoor:
      'Cannot listen on {host} while access is off: everybody who reaches this machine could use your upstreams',
    openDoorAdvice: 'Make a token and switch access on (or set CLP_ALLOW_OPEN=1, or unset {variable}):',
    databaseOutdated: 'The log database must be brought up to date before another CLP can share it',
    failed: 'CLP did not start: {message}',
    logHint: 'More may stand in {file}',
    fewFiles:
      'Cannot start CLP: this shell lets a process open only {count} files, and CLP needs {least} before it serves anybody',
    fewFilesAdvice: 'Allow more with "ulimit -n 4096", or LimitNOFILE= in the unit of a service',
    someFiles:
      'Only {count} files may be open at once: each request takes two of them, and clients beyond that are refused (503)',
    littleSpace: 'Cannot start CLP: this shell limits address space to {count} MB, and Node needs {least} MB',
    littleSpaceAdvice:
      'Lift the limit with "ulimit -v unlimited"; limit memory by a control group (MemoryMax=) instead',
    limitedSpace:
      'Cannot run CLP in this process: address space is limited, and Node reserves 10 GB of it for WebAssembly',
    limitedSpaceAdvice: 'Set NODE_OPTIONS={flag}, or lift the limit with "ulimit -v unlimited"',
  },
  stop: {
    about: 'Stop CLP; running requests are finished first',
    timeout: 'wait this long for running requests, then cut them (default 10)',
    stopped: 'CLP has stopped (process {pid})',
    waiting: 'Waiting up to {seconds} s for {count} running requests',
    forced: 'CLP (process {pid}) did not stop by itself and was ended',
    cannot: 'Cannot stop CLP: process {pid} does not end',
    foreign: 'Cannot stop CLP: whether process {pid} is it cannot be proven, so it is left alone',
    notRunning: 'CLP is not running',
    timeoutExpected: 'a number of seconds from 0 to 600',
  },
  drain: {
    about: 'Take this CLP out of a balancer, finish what runs, then stop',
    delay: 'go on accepting for this long, so that balancers find out (default 5)',
    timeout: 'then wait this long for running requests, and cut them (default 600)',
    more: `/readyz answers 503 at once, and everything else goes on. CLP_DRAIN_DELAY and
CLP_DRAIN_SECONDS set other defaults, also for SIGTERM. Interrupting this command
changes nothing; "clp stop" ends the delay and the wait.`,
    begun: 'Draining: accepts for {delay} s more, then waits up to {seconds} s for running requests ({count} now)',
  },
  restart: {
    about: 'Replace the running CLP by a new process without breaking a request; start it if it does not run',
    timeout: 'how long requests of the former process may run on before they are cut (default 600)',
    timeoutExpected: 'a number of seconds from 0 to 3600',
    more: `The new process takes over the listening ports while the former one finishes its
running requests and leaves; no connection is refused. It is started from the code
and with the environment of this command: also after an update. If it does not
start, the former one goes on. Where ports cannot be taken over (Windows, "clp run"),
CLP is stopped and started; running requests then have 10 seconds unless --timeout
says otherwise.`,
    finishing: 'The former CLP (process {pid}) finishes {count} running requests, for at most {seconds} s',
    took: 'The former CLP (process {pid}) had no running request',
    goesOn: 'The former CLP (process {pid}) goes on as before',
    obstacles: {
      foreground: 'CLP was started with "clp run", so it cannot be replaced while it runs: it is stopped first',
      platform: 'Ports cannot be taken over on this system: CLP is stopped first',
      database: 'The log database has to be brought up to date: CLP is stopped first',
    },
  },
  run: {
    about: 'Run CLP in the foreground, for containers and service managers',
    ready: 'CLP is running (process {pid}); Ctrl-C stops it',
  },
  status: {
    about: 'Show services, addresses, active upstreams and whatever needs attention',
    running: 'CLP {version} is running: process {pid}, up {uptime}',
    notRunning: 'CLP is not running',
    starting: 'CLP is starting (process {pid})',
    former: 'A former CLP (process {pid}) still finishes {count} requests',
    crashed: 'CLP crashed and is about to be started again ({reason})',
    gaveUp: 'CLP crashed {count} times in a row and is not started again: {reason}',
    gaveUpNext: 'More may stand in {file}; "clp start" tries again',
    home: 'Home: {home}',
    ui: 'UI',
    columns: ['Service', 'Address', 'Active upstream', 'State', 'Upstreams'],
    columnsDown: ['Service', 'Active upstream', 'Upstreams'],
    noActive: 'none',
    upstreams: '{available} of {enabled}',
    enabledOf: '{enabled} of {total} enabled',
    states: {
      ready: 'ready',
      degraded: 'degraded',
      down: 'no upstream answers',
      empty: 'no upstream',
      closed: 'not listening',
    },
    attention: 'Needs attention:',
    mend: 'fix with: {command}',
    rejected: '{file} is not in force: {reason}',
    place: 'line {line}, field {field}',
    placeLine: 'line {line}',
    placeField: 'field {field}',
  },
  ui: {
    about: 'Open the web UI in the browser',
    print: 'only print the address',
    opening: 'Opening {address}',
    cannotOpen: 'Cannot open a browser here; open {address} yourself',
  },
}
