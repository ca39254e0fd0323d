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

  'rule-off': 'switched off',
  'rule-without-source': 'has an empty source',
  'rule-without-matcher': 'has neither path, prefix nor regex',
  'rule-action-unknown': 'has the unknown action "{action}"',
  'endpoint-filter-off': 'the endpoint filter is switched off',
  'header-filter-off': 'the header filter is switched off',
  'rule-differs': 'service, method, path or query differ',
  'blocked-before': 'would block, but {rule} has done so',
  'rule-blocks': 'blocks with status {status}',
  'rule-blocks-saying': 'blocks with status {status}: {message}',
  'header-there': 'the request has this header; it is removed',
  'header-missing': 'the request does not have this header',
  'rule-not-reached': 'not reached: {rule} has refused the request',
  'service-not-meant': 'does not apply to {service}',
  'no-match': 'no match (read as {reads})',
  'only-signed-matches': 'nothing to act on: {signed} matches inside something signed are left alone',
  matches: 'matches: {count} (read as {reads})',
  'matches-but-signed': 'matches: {count} (read as {reads}); {signed} inside something signed are left alone',

  'endpoint-blocked-by-rule': 'Endpoint is blocked by proxy',
  'signed-match':
    'Body filter rule {rule} matches inside a signed thinking block or encrypted reasoning item, which must reach the upstream unchanged. Give the rule "inSigned": "skip" to leave such places alone, or start a new conversation',
  'json-would-break':
    'Body filter rule {rule} matches outside the text of the JSON body and would break it. Make its source more specific',
  'rule-too-slow':
    'Body filter rule {rule} takes too long on this request, so the request was refused. Make its expression simpler',
  'rules-too-slow':
    'Looking for the body filter rules takes too long on this request, so the request was refused. Make their expressions simpler, or use fewer rules',
  'filter-threw':
    "The {filter} filter failed, so the request was refused; the daemon's log has the details under {request}",
  'key-repeated':
    'The request body has the key "{key}" more than {most} times, so the request was refused. Write it once',
  'rules-unreadable': 'Requests are refused because the rules in {file} cannot be read and may forbid this one.',
  'encoding-for-rules':
    'A rule must read the request body, but its content encoding "{encoding}" is not supported; send it plain, or with gzip, deflate, br or zstd',
  'decoded-too-large':
    'The request body has more than {bytes} bytes once decoded; raise "limits.requestBodyBytes" in data/system.json if that is meant',
  'encoding-corrupt': 'The request body is not valid {encoding}: {fault}',
}
