/** The catalogue of everything CLP itself can answer with instead of an upstream's reply: code → status and title. */
export const PROBLEMS = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'A valid CLP token is needed' },
  'endpoint-blocked': { status: 403, title: 'The endpoint filter blocks this request' },
  'origin-not-allowed': { status: 403, title: 'Requests from this web page are not allowed' },
  'content-refused': { status: 403, title: 'A body filter refuses this request' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'config-conflict': { status: 412, title: 'The document was changed by someone else' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-encoding': { status: 415, title: 'The content encoding is not supported' },
  'host-not-allowed': { status: 421, title: 'This host name is not allowed' },
  'config-rejected': { status: 422, title: 'The document is not valid' },
  'upgrade-required': { status: 426, title: 'WebSocket is not served here; use HTTP' },
  'budget-exceeded': { status: 429, title: 'A budget is used up' },
  'too-many-failures': { status: 429, title: 'Too many failed sign-ins' },
  'client-closed': { status: 499, title: 'The client went away' },
  internal: { status: 500, title: 'CLP failed' },
  'filter-failed': { status: 500, title: 'A filter failed, so the request was refused' },
  'upstream-redirects': { status: 502, title: 'The upstream redirects to another place' },
  'upstream-broken': { status: 502, title: 'The upstream broke off' },
  'upstream-unreachable': { status: 502, title: 'The upstream cannot be reached' },
  'config-unusable': { status: 503, title: 'A document cannot be read, so requests are refused' },
  'out-of-descriptors': { status: 503, title: 'CLP cannot open any more connections' },
  'no-upstream': { status: 503, title: 'No upstream is available' },
  'upstream-timeout': { status: 504, title: 'The upstream did not answer in time' },
  'save-failed': { status: 507, title: 'The file system does not take what is to be saved' },
  'loop-detected': { status: 508, title: 'The request came back to CLP' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** The status a problem is answered with, unless a rule names another. */
export const statusOf = (code: ProblemCode): number => PROBLEMS[code].status
