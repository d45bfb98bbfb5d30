import type { PropsWithChildren } from 'hono/jsx'
import { Icon } from './icons.tsx'

/** Says what has just been done, or what one should know before one goes on. */
export function Notice({ kind = 'done', children }: PropsWithChildren<{ kind?: 'done' | 'wait' | 'wrong' }>) {
  return (
    <p class={`notice ${kind}`} role={kind === 'wrong' ? 'alert' : 'status'}>
      <Icon name={kind === 'done' ? 'done' : kind === 'wait' ? 'wait' : 'wrong'} />
      <span>{children}</span>
    </p>
  )
}
