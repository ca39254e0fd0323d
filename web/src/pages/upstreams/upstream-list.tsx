/** The upstreams in the order of preference; dragging one sets the weights. */
import { Button, TextInput } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { UpstreamList, UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import { notifyProblem } from '../../browser/notify.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Panel } from '../../components/panel.tsx'
import { moved, SortableList } from '../../components/sortable-list.tsx'
import { UpstreamRow } from './upstream-row.tsx'
import { useUpstreamWrites } from './use-upstream-writes.ts'

export interface UpstreamListViewProps {
  readonly service: ServiceStatus
  readonly list: UpstreamList
  readonly onAdd: () => void
}

/** Heaviest first; equal weights in file order. */
const byWeight = (upstreams: readonly UpstreamView[]): readonly UpstreamView[] =>
  [...upstreams].sort((left, right) => right.weight - left.weight)

/** So many rows are drawn at first, and so many more whenever their end comes in sight: each has buttons, a menu and a clock of its own. */
const MOST_DRAWN = 50

/** Calls when the element comes near the part of the page in sight, and again as long as it is there. */
const useWhenSeen = (seen: () => void) =>
  useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.some(({ isIntersecting }) => isIntersecting)) seen()
        },
        { rootMargin: '600px' },
      )
      observer.observe(element)
      return () => observer.disconnect()
    },
    [seen],
  )

/** Those whose name or address holds what is searched for. */
const matching = (upstreams: readonly UpstreamView[], search: string): readonly UpstreamView[] => {
  const wanted = search.trim().toLowerCase()
  return upstreams.filter(({ name, baseUrl }) => `${name} ${baseUrl}`.toLowerCase().includes(wanted))
}

export const UpstreamListView = ({ service, list, onAdd }: UpstreamListViewProps) => {
  const { t } = useTranslation('upstreams')
  const writes = useUpstreamWrites(service.id)
  const [search, setSearch] = useState('')
  const [most, setMost] = useState(MOST_DRAWN)
  const grow = useCallback(() => setMost((before) => before + MOST_DRAWN), [])
  const more = useWhenSeen(grow)
  if (list.upstreams.length === 0) {
    return (
      <Panel>
        <EmptyState title={t('none')} text={t('noneText')}>
          <Button onClick={onAdd}>{t('add')}</Button>
        </EmptyState>
      </Panel>
    )
  }
  const sorted = byWeight(list.upstreams)
  const pending = writes.isPending && writes.variables.act === 'reorder' ? writes.variables.names : undefined
  const shown =
    pending === undefined ? sorted : pending.flatMap((name) => sorted.filter((upstream) => upstream.name === name))
  const found = matching(shown, search)
  const drawn = found.slice(0, most)
  const move = (from: number, to: number) => {
    const names = moved(shown, from, to).map((upstream) => upstream.name)
    writes.mutate({ act: 'reorder', names: [...names] }, { onError: notifyProblem })
  }
  return (
    <Panel>
      {shown.length > MOST_DRAWN && (
        <TextInput
          mb="md"
          label={t('search')}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value)
            setMost(MOST_DRAWN)
          }}
        />
      )}
      <SortableList
        items={drawn}
        keyOf={(upstream) => upstream.name}
        nameOf={(upstream) => upstream.name}
        label={t('list', { service: service.label })}
        disabled={shown.length < 2 || drawn.length < shown.length}
        onMove={move}
      >
        {(upstream) => (
          <UpstreamRow
            service={service}
            upstream={upstream}
            names={list.upstreams.map(({ name }) => name)}
            version={list.version}
          />
        )}
      </SortableList>
      {found.length > drawn.length && (
        <Button ref={more} mt="md" variant="default" onClick={grow}>
          {t('showMore', { count: found.length - drawn.length })}
        </Button>
      )}
    </Panel>
  )
}
