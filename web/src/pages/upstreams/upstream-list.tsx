/** The upstreams in the order of preference; dragging one sets the weights. */
import { Button } from '@mantine/core'
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

export const UpstreamListView = ({ service, list, onAdd }: UpstreamListViewProps) => {
  const { t } = useTranslation('upstreams')
  const writes = useUpstreamWrites(service.id)
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
  const move = (from: number, to: number) => {
    const names = moved(shown, from, to).map((upstream) => upstream.name)
    writes.mutate({ act: 'reorder', names: [...names] }, { onError: notifyProblem })
  }
  return (
    <Panel>
      <SortableList
        items={shown}
        keyOf={(upstream) => upstream.name}
        nameOf={(upstream) => upstream.name}
        label={t('list', { service: service.label })}
        disabled={shown.length < 2}
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
    </Panel>
  )
}
