/** Every reason in English, for people and for the daemon's own logs and error bodies. */
import type { ReasonTexts } from '../reasons.ts'

export const english: ReasonTexts = {
  'upstream-answered': 'answered with status {status}',
  'upstream-unreachable': 'could not be reached ({fault})',
  'upstream-silent': 'gave no answer ({fault})',
  'upstream-broke-off': 'broke off after {bytes} bytes ({fault})',
  'client-left': 'was left by the client',
  'told-by-former': '{text} (as an earlier version wrote it down)',

  active: 'active upstream',
  weight: 'by weight',
  random: 'drawn by weight',
  sticky: 'keeps the conversation',
  pinned: 'a rule points here',
  'half-open': 'tried again after its cooldown',
  repeat: 'it asked to be tried again at once',
  http_non2xx: 'the one before refused',
  request_error: 'the one before could not be reached',
  stream_error: 'the one before answered with an error or broke off',
  imported: 'taken over from an earlier log',
  'if-the-former-fails': 'if the one before fails',

  no_healthy_candidates: 'no healthy upstream was left',
  last_candidate_failed: 'the last upstream failed too',

  ejected: 'left out after failures',
  'on-trial': 'another request is trying it',
  paused: 'paused',
  'not-active': 'not the active one',
  'not-pinned': 'a rule points elsewhere',

  'routing-off': 'No routing is on: model "{model}" is sent as asked.',
  'model-mapping-on':
    'Model mapping is on: the first rule that matches the model or the upstream of an attempt decides which model is sent.',
  'no-pin-matches': 'Upstream mapping is on, but no rule matches "{model}".',
  'pin-matches': 'Rule {rule} pins model "{model}" to its upstream.',
  'upstream-missing': 'A rule names upstream "{upstream}", which is not there or disabled; it is passed over.',
  'pinned-whatever-health': 'A pinned upstream is asked whatever its health; others only where the rule allows it.',
  'policy-active-first': 'Only the active upstream is asked.',
  'policy-weight-based': 'The heaviest healthy upstream is asked first, the next one when it fails.',
  'policy-weighted-random': 'Healthy upstreams are drawn by weight; the order shown is the likeliest.',
  'policy-sticky': 'A conversation keeps its upstream; for a new one the order shown is the likeliest.',
  'rule-sends': 'Rule {rule} sends "{model}" to "{upstream}".',
  'nobody-to-ask': 'Nobody can be asked now; the client gets status 503.',
}
