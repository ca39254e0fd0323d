/**
 * Which indexes answer a list query in order. An index on (upstream, result) gives the rows of one upstream and one result newest
 * first, but those of an upstream alone only after sorting all of them: so a query is split into one branch per result, each of
 * which ends after a page.
 */

import { matchesStatus } from '../../../records/entry.ts'
import type { JournalQuery } from '../../../records/journal.ts'
import type { Connection } from '../database/driver.ts'

type LeadColumn = 'session' | 'token' | 'upstream' | 'service' | 'model_asked' | 'model_sent'

/** The condition whose index is walked. */
interface Lead {
  readonly column: LeadColumn
  readonly value: string
}

export interface Branch {
  readonly lead?: Lead
  /** Answered by the index together with the lead. */
  readonly result?: number
  /** Results to be looked for in the rows, where the lead's index does not know them. */
  readonly results?: readonly number[]
}

/** A result that never occurs; keeps a list of results from being empty. */
export const NO_RESULT = -1000

/** Rows counted at most to find the rarest condition. */
const COUNTED = 2000

/** Indexes that hold nothing after the column, so that they are in order by themselves. */
const ORDERED: ReadonlySet<LeadColumn> = new Set(['session', 'token'])

export const branchesOf = (connection: Connection, query: JournalQuery): readonly Branch[] => {
  const leads = rarestLead(connection, query)
  if (leads.length === 0) {
    return query.status === undefined
      ? [{}]
      : presentResults(connection, undefined, query.status).map((result) => ({ result }))
  }
  return leads.flatMap((lead): readonly Branch[] => {
    if (!ORDERED.has(lead.column)) {
      return presentResults(connection, lead, query.status).map((result) => ({ lead, result }))
    }
    return [
      query.status === undefined ? { lead } : { lead, results: presentResults(connection, undefined, query.status) },
    ]
  })
}

/** The condition with the fewest rows: one lead, or for a model two, because it is looked for in two columns. */
const rarestLead = (connection: Connection, query: JournalQuery): readonly Lead[] => {
  const candidates = leadsOf(query)
  if (candidates.length < 2) return candidates[0] ?? []
  const counted = candidates.map((leads) => ({
    leads,
    rows: leads.reduce((sum, lead) => sum + countRows(connection, lead), 0),
  }))
  return counted.reduce((best, next) => (next.rows < best.rows ? next : best)).leads
}

const leadsOf = (query: JournalQuery): readonly (readonly Lead[])[] => {
  const { session, token, upstream, model, service } = query
  const leads: (readonly Lead[])[] = []
  if (session !== undefined) leads.push([{ column: 'session', value: session }])
  if (token !== undefined) leads.push([{ column: 'token', value: token }])
  if (upstream !== undefined) leads.push([{ column: 'upstream', value: upstream }])
  if (model !== undefined) {
    leads.push([
      { column: 'model_asked', value: model },
      { column: 'model_sent', value: model },
    ])
  }
  if (service !== undefined) leads.push([{ column: 'service', value: service }])
  return leads
}

const countRows = (connection: Connection, lead: Lead): number => {
  const rows = `SELECT count(*) AS n FROM (SELECT 1 FROM exchanges WHERE ${conditionOf(lead)} LIMIT ${COUNTED})`
  return Number(connection.all(rows, [lead.value])[0]?.['n'] ?? 0)
}

/** The results that occur and pass the filter, found by leaping through an index: one look per result, however many rows there are. */
const presentResults = (
  connection: Connection,
  lead: Lead | undefined,
  status: string | undefined,
): readonly number[] => {
  const where = lead === undefined ? '' : `${conditionOf(lead)} AND`
  const next = `SELECT min(result) AS next FROM exchanges WHERE ${where} result > ?`
  const results: number[] = []
  let last: unknown = NO_RESULT
  while (typeof last === 'number') {
    last = connection.all(next, lead === undefined ? [last] : [lead.value, last])[0]?.['next']
    if (typeof last === 'number') results.push(last)
  }
  return status === undefined ? results : results.filter((result) => matchesStatus(result, status))
}

const conditionOf = ({ column }: Lead): string =>
  column === 'model_sent' ? 'model_sent = ? AND model_sent <> model_asked' : `${column} = ?`
