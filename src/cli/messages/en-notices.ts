/** English sentences for the notices of the daemon, by code. */
import type { NoticeCode } from '../../contract/api/status.ts'

export const enNotices: Readonly<Record<NoticeCode, string>> = {
  'config-rejected': '{file} cannot be read, the last good version stays in force: {reason}',
  'config-defaults': '{file} cannot be read, so its defaults are in force: {reason}',
  'config-unusable': '{file} cannot be read, so requests are refused: {reason}',
  'entry-left-out': '{place}: {entry} is not used, the others are: {reason}. Correct or delete it',
  'value-ignored': '{place}: a value of {entry} counts as {instead}: {reason}. Correct or delete it',
  'entry-repeated':
    '{place}: {entry} stands there more than once, and the last one counts. Delete or rename the others',
  'names-alike': '{place}: {entry} and {other} differ only by case or blanks, and both are used. Rename one of them',
  'journal-trouble': 'Request log: {reason}',
  'journal-dropped': '{count} records or bodies could not be written to the request log',
  'answer-unread':
    'An answer could not be read, so placeholders stand in it instead of secrets: clp logs says which request',
  'open-door': 'CLP listens on {address} and access is off: everybody who reaches this machine can use your upstreams',
  'this-machine-only': 'CLP listens on {address} for {service}, but serves only this machine while access is off',
  'no-upstream': '{service} has no upstream',
  'all-disabled': 'All upstreams of {service} are disabled',
  'all-ejected': 'No upstream of {service} can be asked now',
  'balance-low': '{service}: the balance of {upstream} is {value} {currency}, below {low}',
  'upstream-ejected': '{service}: {upstream} is out of rotation after {failures} failures: {reason}',
  'service-down': '{service} does not listen on {address}: {reason}',
  'home-readable': '{file} can be read by other users of this machine',
  draining: 'CLP is being drained: /readyz says no, and it ends when running requests have ended',
  'former-finishing': 'A former CLP (process {pid}) still finishes {count} requests',
  'budget-nearly-used': 'Budget {budget} is used to {percent} %',
  'budget-used-up': 'Budget {budget} is used up',
  'crash-restarted': 'CLP crashed and was started again {count} times; the last time: {reason}',
  'guardian-gone': 'Nothing would start CLP again after a crash: the process that watched over it is gone',
  'web-missing': 'The web UI has not been built; run "npm run build"',
  other: '{message}',
}
