/** The rarer acts: rename, put away, rest, forget failures, remove. */
import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { UpstreamView } from '../../../../src/contract/api/upstreams.ts'
import { useReset } from '../../api/mutations.ts'
import { notify, notifyProblem } from '../../browser/notify.ts'
import { Dialog } from '../../dialogs/dialog.tsx'
import { PauseDialog } from '../../upstreams/pause-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { type UpstreamAct, useUpstreamWrites } from './use-upstream-writes.ts'

export interface UpstreamMenuProps {
  readonly service: ServiceStatus
  readonly upstream: UpstreamView
  readonly names: readonly string[]
}

export const UpstreamMenu = ({ service, upstream, names }: UpstreamMenuProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const [dialog, setDialog] = useState<'rename' | 'pause' | 'remove' | undefined>(undefined)
  const writes = useUpstreamWrites(service.id)
  const reset = useReset()
  const { name } = upstream
  const close = () => setDialog(undefined)
  const act = (next: UpstreamAct) => writes.mutate(next, { onError: notifyProblem })
  const remove = () => {
    close()
    writes.mutate(
      { act: 'remove', name },
      { onSuccess: () => void notify({ tone: 'good', title: t('removed', { name }) }), onError: notifyProblem },
    )
  }
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('action.more', { name })}>
            <IconDots size={16} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('rename')}>{t('action.rename')}</Menu.Item>
          {upstream.pausedUntil === null ? (
            <Menu.Item onClick={() => setDialog('pause')}>{t('action.pause')}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => act({ act: 'resume', name })}>{t('action.resume')}</Menu.Item>
          )}
          {upstream.health.failures > 0 && (
            <Menu.Item onClick={() => reset.mutate({ service: service.id, upstream: name })}>
              {t('action.reset')}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => act({ act: upstream.enabled ? 'disable' : 'enable', name })}>
            {upstream.enabled ? t('action.disable') : t('action.enable')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item c="var(--clp-bad)" onClick={() => setDialog('remove')}>
            {t('action.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' && <RenameDialog service={service} name={name} names={names} onClose={close} />}
      {dialog === 'pause' && (
        <PauseDialog
          title={t('pause.title', { name })}
          text={t('pause.text')}
          onClose={close}
          onPause={(until) => {
            close()
            act({ act: 'pause', name, until })
          }}
        />
      )}
      <Dialog opened={dialog === 'remove'} onClose={close} title={t('removeQuestion', { name })}>
        <Text size="sm" mb="lg">
          {t('removeText')}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button color="red.9" onClick={remove}>
            {t('action.remove')}
          </Button>
        </Group>
      </Dialog>
    </>
  )
}
