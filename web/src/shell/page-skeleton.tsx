/** What stands there while a page's code is on its way. */
import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export const PageSkeleton = () => {
  const { t } = useTranslation()
  return (
    <Stack role="status" aria-label={t('state.loading')} gap="md">
      <Skeleton height={30} width={180} />
      <Skeleton height={140} />
      <Skeleton height={220} />
    </Stack>
  )
}
