/** The upstreams of each service: as a list one edits, or as the document itself. */
import { Button, Group, SegmentedControl } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconClipboard, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import { statusQuery, upstreamsQuery } from '../../api/queries.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { DocumentEditor } from '../../editing/document-editor.tsx'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { ServiceTabs } from '../../upstreams/service-tabs.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { UpstreamForm } from './upstream-form.tsx'
import { UpstreamListView } from './upstream-list.tsx'

export const UpstreamsPage = () => {
  const { t } = useTranslation('upstreams')
  const navigate = useNavigate()
  const { service: chosen } = useSearch({ strict: false })
  const status = useQuery(statusQuery(useClient()))
  if (status.data === undefined) return status.isError ? <ErrorNotice error={status.error} /> : <PageSkeleton />
  const { services } = status.data
  const service = services.find((known) => known.id === chosen) ?? services[0]
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        <ServiceTabs
          services={services}
          value={service?.id ?? ''}
          label={t('service')}
          onChange={(id) => void navigate({ to: '/upstreams', search: { service: id }, replace: true })}
        />
      </PageHeader>
      {service !== undefined && <ServiceUpstreams key={service.id} service={service} />}
    </>
  )
}

const ServiceUpstreams = ({ service }: { readonly service: ServiceStatus }) => {
  const { t } = useTranslation('upstreams')
  const list = useQuery(upstreamsQuery(useClient(), service.id))
  const [view, setView] = useState('list')
  const [adding, add] = useDisclosure(false)
  const [importing, clipboard] = useDisclosure(false)
  if (list.data === undefined) return list.isError ? <ErrorNotice error={list.error} /> : <PageSkeleton />
  const names = list.data.upstreams.map((upstream) => upstream.name)
  return (
    <>
      <Group gap="xs" mb="md" justify="space-between">
        <SegmentedControl
          aria-label={t('views.label')}
          data={[
            { value: 'list', label: t('views.list') },
            { value: 'json', label: t('views.json') },
          ]}
          value={view}
          onChange={setView}
        />
        <Group gap="xs">
          <Button variant="default" leftSection={<IconClipboard size={16} stroke={1.8} />} onClick={clipboard.open}>
            {t('import')}
          </Button>
          <Button leftSection={<IconPlus size={16} stroke={1.8} />} onClick={add.open}>
            {t('add')}
          </Button>
        </Group>
      </Group>
      {view === 'json' ? (
        <DocumentEditor id={service.id} text={t('json.text')} startLine={0} />
      ) : (
        <UpstreamListView service={service} list={list.data} onAdd={add.open} />
      )}
      {adding && (
        <UpstreamForm
          service={service}
          names={names}
          upstream={undefined}
          version={list.data.version}
          onClose={add.close}
        />
      )}
      {importing && <ImportDialog service={service} names={names} onClose={clipboard.close} />}
    </>
  )
}
