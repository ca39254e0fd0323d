/** Reads and writes `data/prices.json` as a text, so that amounts stay as they were written. */
import { keys } from '../../api/queries.ts'
import { type Client, ifMatch, part, read } from '../../connection/client.ts'
import type { SettingsSource, Versioned } from '../../editing/use-settings.ts'
import type { PriceDraft } from './price-draft.ts'

const ID = part('prices')

export const pricesSource = (client: Client): SettingsSource<PriceDraft> => ({
  queryKey: [...keys.documents, 'prices', 'draft'],
  read: async () => draftOf(await read(client.api.documents[':id'].$get({ param: { id: ID } }))),
  write: async (draft, version) => {
    const json = { text: `${JSON.stringify(draft, null, 2)}\n` }
    return draftOf(await read(client.api.documents[':id'].$put({ param: { id: ID }, header: ifMatch(version), json })))
  },
})

/** Throws where the text is no JSON: then the page of documents is the place to mend it. */
const draftOf = ({ text, version }: { readonly text: string; readonly version: string }): Versioned<PriceDraft> => ({
  version,
  settings: JSON.parse(text) as PriceDraft,
})
