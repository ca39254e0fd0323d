/**
 * `<service>.json`: the upstreams of one service, by name. Shape and leniencies are those of the original, except that an entry
 * needs no `auth_token`, and that an entry which cannot be used is told instead of passed over in silence.
 */

import { isObject } from '../../codec/json/is-object.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { english } from '../../contract/reason/messages/en.ts'
import { sentenceAbout } from '../../contract/reason/messages/sentence.ts'
import type { ServiceId } from '../../contract/service.ts'
import { upstreamsDocumentSchema } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Document } from '../config/document.ts'
import type { Fault, FaultReport } from '../config/fault.ts'
import { type JsonText, readJson } from '../config/json-document.ts'
import { type EntryComplaint, readEntry, type UpstreamOwner } from './upstream-entry.ts'

/**
 * The document of a service: id and file name are the service's id, `protocol` is what its clients speak, `isOwn` says which addresses lead
 * back to CLP, where that is known.
 */
export const upstreamsDocument = (
  service: ServiceId,
  protocol: ProtocolId,
  isOwn: UpstreamOwner['isOwn'] = () => false,
): Document<readonly Upstream[]> => {
  const file = `${service}.json`
  return {
    id: service,
    file,
    empty: [],
    template: '{}\n',
    // Without a text nobody knows whom to ask: that is not the same as nobody to be asked.
    whenUnreadable: 'refuse',
    secret: true,
    schema: upstreamsDocumentSchema,
    parse: (text, report) => readUpstreams({ service, protocol, isOwn }, readJson(`"${file}"`, text), report),
  }
}

/** Not an upstream but what editors look for: the address of the file's JSON Schema. */
export const SCHEMA_KEY = '$schema'

/** Reaches the prototype of the objects that are built from such a text. */
const FORBIDDEN_NAMES: readonly string[] = ['', '__proto__']

const readUpstreams = (owner: UpstreamOwner, json: JsonText, report?: FaultReport): readonly Upstream[] => {
  const { value } = json
  if (!isObject(value)) throw json.complain([], { code: 'must-be-object', params: {} })
  const names = json.names.filter((name) => name !== SCHEMA_KEY)
  if (report !== undefined) for (const fault of [...repeatedIn(json), ...alikeIn(json, names)]) report(fault)
  const found = names.flatMap((name) => {
    const complain = complainer(json, name, report)
    if (!FORBIDDEN_NAMES.includes(name)) return readEntry(owner, name, value[name], complain) ?? []
    complain({ path: [], claim: { code: 'not-a-name', params: {} } })
    return []
  })
  const enabled = found.filter((upstream) => upstream.enabled)
  const active = enabled.findLast((upstream) => upstream.active) ?? enabled[0]
  return found.map((upstream) => ({ ...upstream, active: upstream === active }))
}

/** Tells what is wrong with one entry. Throws instead when nobody wants to hear of it. */
const complainer =
  (json: JsonText, entry: string, report: FaultReport | undefined) =>
  ({ path, claim, instead }: EntryComplaint): void => {
    const place = [entry, ...path]
    if (report === undefined) throw json.complain(place, claim)
    const field = place.join('.')
    const kind = instead === undefined ? ({ kind: 'left-out' } as const) : ({ kind: 'ignored', instead } as const)
    const reason = sentenceAbout(english, field, claim)
    report({ ...kind, entry, field, reason, why: claim, ...json.placeOf(place) })
  }

const repeatedIn = ({ repeated }: JsonText): readonly Fault[] =>
  repeated.map(({ name, line, column }) => {
    const reason = `${name} stands more than once`
    return { kind: 'repeated', entry: name, field: name, reason, line, column }
  })

/** Names that are the same but for case and blanks: each with the first that it looks like. */
const alikeIn = (json: JsonText, names: readonly string[]): readonly Fault[] => {
  const first = new Map<string, string>()
  return names.flatMap((name) => {
    const look = name.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase()
    const other = first.get(look)
    if (other === undefined) {
      first.set(look, name)
      return []
    }
    const reason = `${name} differs from ${other} only by case or blanks`
    return [{ kind: 'alike', entry: name, other, field: name, reason, ...json.placeOf([name]) }]
  })
}
