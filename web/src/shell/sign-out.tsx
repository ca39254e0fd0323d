/** Leaves the session, where there is one to leave. */
import { ActionIcon } from '@mantine/core'
import { IconLogout2 } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys, sessionQuery } from '../api/queries.ts'
import { useClient } from '../connection/app-context.ts'
import { read } from '../connection/client.ts'

export const SignOut = () => {
  const { t } = useTranslation()
  const client = useClient()
  const queries = useQueryClient()
  const session = useQuery(sessionQuery(client)).data
  const signOut = useMutation({
    mutationFn: () => read(client.api.session.$delete()),
    onSuccess: (next) => {
      // First the answer that decides what is drawn: nothing would redraw for a query that was made anew. Then everything one may no longer see.
      queries.setQueryData(keys.session, next)
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] })
    },
  })
  if (session?.accessRequired !== true || !session.signedIn) return null
  const label = session.token === null ? t('signIn.signOut') : `${t('signIn.signOut')} (${session.token})`
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => signOut.mutate()}
    >
      <IconLogout2 size={18} stroke={1.7} />
    </ActionIcon>
  )
}
