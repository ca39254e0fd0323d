/** All prices in force, to be searched by the name of a model. */
import { Table, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pricesQuery } from '../../api/queries.ts'
import { Panel } from '../../components/panel.tsx'
import { useClient } from '../../connection/app-context.ts'
import { EDITED_KINDS } from './price-draft.ts'
import classes from './prices-page.module.css'

/** Lines that are shown at once. */
const MOST_SHOWN = 100

export const PriceListPanel = () => {
  const { t } = useTranslation('prices')
  const answer = useQuery(pricesQuery(useClient())).data
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const found = (answer?.rules ?? []).filter(({ match }) => match.some((name) => name.includes(wanted)))
  const about = answer === undefined ? '' : t('listText', { ...answer.shipped, version: answer.version })
  return (
    <Panel title={t('list')} text={about}>
      <TextInput
        size="xs"
        label={t('search')}
        placeholder="claude-opus"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {answer !== undefined && found.length === 0 && <p className={classes['none']}>{t('listNone')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes['scroller']} tabIndex={0} aria-label={t('list')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('model')}</Table.Th>
              {EDITED_KINDS.map((kind) => (
                <Table.Th key={kind}>{t(`kinds.${kind}`)}</Table.Th>
              ))}
              <Table.Th>{t('currency')}</Table.Th>
              <Table.Th>{t('rule')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.slice(0, MOST_SHOWN).map(({ match, rule }) => (
              <Table.Tr key={`${rule.name} ${rule.from} ${rule.hours}`}>
                <Table.Th scope="row">{match.join(', ')}</Table.Th>
                {EDITED_KINDS.map((kind) => (
                  <Table.Td key={kind}>{rule.unpriced ? '–' : (rule.prices[kind] ?? '–')}</Table.Td>
                ))}
                <Table.Td>{rule.currency}</Table.Td>
                <Table.Td>{rule.name}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </Panel>
  )
}
