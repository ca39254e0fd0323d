/** English texts of the checks of upstreams and clients. */
export const enDoctorTraffic = {
  'base-url': {
    name: 'Addresses of upstreams',
    findings: {
      doubled: {
        cause:
          'The base_url of {upstream} ({url}) ends with {version}, which the client sends as well: requests go to {version}{version}',
        remedy: 'Take {version} off: clp set {service} {upstream} --base-url <url>',
      },
      whole: {
        cause: 'The base_url of {upstream} ({url}) ends with {path}, which the client sends as well',
        remedy: 'Take it off: clp set {service} {upstream} --base-url <url>',
      },
      missing: {
        cause: 'The base_url of {upstream} ({url}) has no path; most servers of this kind need /v1 at its end',
        remedy: 'If requests are answered with 404: clp set {service} {upstream} --base-url <url>/v1',
      },
      self: {
        cause: 'The base_url of {upstream} ({url}) leads to CLP itself',
        remedy: 'Set the address of a real server: clp set {service} {upstream} --base-url <url>',
      },
    },
  },
  credential: {
    name: 'Keys of upstreams',
    findings: {
      scheme: {
        cause: 'The key of {upstream} begins with the word "Bearer", which CLP adds by itself',
        remedy: 'Set it without: clp set {service} {upstream} --auth-token -',
      },
      needsApiKey: {
        cause: 'The key of {upstream} is an API key, but stands in auth_token and is sent in the wrong header',
        remedy: 'Run: clp set {service} {upstream} --api-key - --no-auth-token',
      },
      needsBearer: {
        cause: 'The key of {upstream} is sent as x-api-key, where this server does not look',
        remedy: 'Run: clp set {service} {upstream} --auth-token - --no-api-key',
      },
    },
  },
  reachable: {
    name: 'Upstreams can be reached',
    findings: {
      dns: {
        cause: 'The name of {host} ({upstream}) cannot be resolved ({code})',
        remedy: 'Check the spelling of base_url, and the name server of this machine',
      },
      refused: {
        cause: '{host} ({upstream}) refuses the connection ({code})',
        remedy: 'Check the port in base_url, and whether that server runs',
      },
      timeout: {
        cause: '{host} ({upstream}) does not answer in time ({code})',
        remedy: 'Check the network, and whether a proxy is needed (HTTPS_PROXY)',
      },
      tls: {
        cause: 'No secure connection to {host} ({upstream}): {code}',
        remedy: 'Check the clock, and whether a proxy swaps certificates (NODE_EXTRA_CA_CERTS names its CA)',
      },
      broken: {
        cause: '{host} ({upstream}) breaks the connection off ({code})',
        remedy: 'Check whether base_url says http where https is meant',
      },
      redirects: {
        cause: '{host} ({upstream}) redirects to {redirect}',
        remedy:
          'If requests fail with upstream-redirects: clp set {service} {upstream} --base-url <that address>, or --redirects pass to hand redirects to clients',
      },
    },
  },
  clock: {
    name: 'Clock',
    findings: {
      skewed: {
        cause: 'The clock of this machine and that of {host} differ by {minutes} minutes',
        remedy: 'Set the clock, best by NTP; certificates and tokens depend on it',
      },
    },
  },
  'outgoing-proxy': {
    name: 'Outgoing proxies',
    findings: {
      unusable: {
        cause: '{variable} holds no address of a proxy',
        remedy:
          'Give http://, https:// or socks5:// with host and port; write @, / and : in a password as %40, %2F and %3A',
      },
      used: {
        cause: 'From this shell {upstream} of {service} is reached by way of {proxy} ({variable})',
        remedy:
          'To reach it directly, name its host in NO_PROXY; a CLP that runs keeps the variables it was started with',
      },
      direct: {
        cause: 'From this shell {upstream} of {service} is reached directly',
        remedy:
          'Right for this machine and for what NO_PROXY names; a CLP that runs keeps the variables it was started with',
      },
      unreadable: {
        cause: '"{entry}" in NO_PROXY cannot be read, and excepts nothing',
        remedy: 'Write a host, .suffix, host:port, an address, or a range such as 10.0.0.0/8',
      },
    },
  },
  'proxy-loop': {
    name: 'Proxy variables',
    findings: {
      loops: {
        cause: '{variable}={value} leads to CLP itself, so its requests would go round in a circle',
        remedy: 'Unset it; CLP is no forward proxy, clients are pointed at it with: clp attach',
      },
    },
  },
  'half-done': {
    name: 'No half-done change of client files',
    findings: {
      interrupted: { cause: 'A change of "{file}" was interrupted', remedy: 'Run: clp doctor --fix' },
      journal: { cause: '{reason}', remedy: 'Correct data/attach.json, or move it away and take changes back by hand' },
    },
  },
  'client-attached': {
    name: 'Clients come to CLP',
    findings: {
      none: { cause: '{client} is not attached', remedy: 'Run: clp attach {service}' },
      elsewhere: { cause: '{client} goes to {address}, not to CLP ("{file}")', remedy: 'Run: clp attach {service}' },
      moved: { cause: '{client} goes to {address}, but CLP is at {wanted}', remedy: 'Run: clp attach {service}' },
      unreadable: {
        cause: '"{file}": {reason}',
        remedy: 'Correct that file; {client} cannot read it either',
      },
    },
  },
  'client-provider': {
    name: 'Provider in client files',
    findings: {
      other: {
        cause: '{client} has CLP as a provider, but uses "{provider}" ("{file}")',
        remedy: 'Run: clp attach {service}; Codex hides conversations of other providers',
      },
      profile: {
        cause: 'The profile "{profile}" of {client} has a provider of its own ("{file}")',
        remedy: 'Take model_provider out of that profile, or do not use it',
      },
    },
  },
  'client-token': {
    name: 'Clients are let in',
    findings: {
      missing: {
        cause: 'Access is on, but {client} shows no CLP token ("{file}")',
        remedy: 'Run: clp attach {service}',
      },
      refused: {
        cause: 'The token that {client} shows is not valid ("{file}")',
        remedy: 'Run: clp attach {service}',
      },
    },
  },
  'client-login': {
    name: 'Logins of clients',
    findings: {
      hidden: {
        cause:
          'The upstream {upstream} has no credential, but {client} shows a stand-in instead of its own login ("{file}")',
        remedy:
          'Run: clp attach {id}, and take out by hand what CLP has not written; or give the upstream a credential: clp set {service} {upstream} --auth-token -',
      },
      needed: {
        cause: 'The upstream {upstream} has no credential, and {client} is not signed in',
        remedy:
          'Sign in with {client}; or, where that server wants no key, give it any: clp set {service} {upstream} --auth-token -',
      },
      needless: {
        cause:
          '{client} is not signed in and will ask for it, though CLP has a credential for every upstream ("{file}")',
        remedy: 'Run: clp attach {id}',
      },
    },
  },
  'client-overrides': {
    name: 'Nothing wins over client files',
    findings: {
      address: {
        cause: '{key} in "{file}" leads {client} past CLP',
        remedy: 'Take it out, or start {client} with: clp exec',
      },
      credential: {
        cause: '{key} in "{file}" gives {client} another credential than the one it should show',
        remedy: 'Take it out of that file',
      },
      signIn: {
        cause: '{key} in "{file}" does not choose signing in with an API key, and {client} uses its address only then',
        remedy: 'Choose the API key as the way of signing in, in {client} itself: /auth',
      },
    },
  },
  'client-reach': {
    name: 'Clients reach CLP directly',
    findings: {
      proxied: {
        cause:
          '{variable} in this shell may send requests of clients to CLP through a proxy, which cannot reach this machine',
        remedy: 'Put 127.0.0.1,localhost,::1 into NO_PROXY; "clp exec" and "clp env" do so by themselves',
      },
    },
  },
  'client-websockets': {
    name: 'No WebSockets to CLP',
    findings: {
      on: {
        cause: '{client} tries WebSockets first, which CLP answers with 426 ("{file}")',
        remedy: 'Set supports_websockets = false',
      },
    },
  },
  'shell-variables': {
    name: 'Variables of this shell',
    findings: {
      set: {
        cause: '{variables} in this shell takes {client} elsewhere or adds another key',
        remedy: 'Unset it, also in the files that your shell reads at its start',
      },
    },
  },
}
