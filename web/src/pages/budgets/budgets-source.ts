/** Reads and writes `data/budgets.json` as a text, so that amounts stay as they were written. */
import { keys } from '../../api/queries.ts'
import { type Client, ifMatch, part, read } from '../../connection/client.ts'
import type { SettingsSource, Versioned } from '../../editing/use-settings.ts'
import type { Written } from '../../editing/written.ts'

/** A budget as it stands in the document, with whatever else is said there. */
export type BudgetDraft = Readonly<Record<string, unknown>> & {
  readonly id?: string
  readonly token?: string
  readonly service?: string
  readonly upstream?: string
  readonly model?: string
  readonly amount?: Written
  readonly tokens?: Written
  readonly requests?: Written
  readonly currency?: string
  readonly period?: string
  readonly action?: unknown
}

export type BudgetsDraft = Readonly<Record<string, unknown>> & { readonly budgets?: readonly BudgetDraft[] }

const ID = part('budgets')

export const budgetsSource = (client: Client): SettingsSource<BudgetsDraft> => ({
  queryKey: [...keys.documents, 'budgets', 'draft'],
  read: async () => draftOf(await read(client.api.documents[':id'].$get({ param: { id: ID } }))),
  write: async (draft, version) => {
    const json = { text: `${JSON.stringify(draft, null, 2)}\n` }
    return draftOf(await read(client.api.documents[':id'].$put({ param: { id: ID }, header: ifMatch(version), json })))
  },
})

/** Throws where the text is no JSON: then the page of documents is the place to mend it. */
const draftOf = ({ text, version }: { readonly text: string; readonly version: string }): Versioned<BudgetsDraft> => ({
  version,
  settings: JSON.parse(text) as BudgetsDraft,
})
