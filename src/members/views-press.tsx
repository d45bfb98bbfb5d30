import type { Child } from 'hono/jsx'
import { DeskPage } from '../web/desk.tsx'
import type { World } from '../world.ts'

/** A form that is one button: a link must never change anything. `kind` is how loud it is. */
export function Press(props: {
  to: string
  says: string
  kind?: 'second' | 'grave'
  fields?: Readonly<Record<string, string>>
}) {
  return (
    <form method="post" action={props.to} class="press">
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={props.kind && `button ${props.kind}`}>
        {props.says}
      </button>
    </form>
  )
}

/** Asks once more, on a page of its own, before something that cannot be taken back; says what will become of what. */
export function SurePage(props: {
  world: World
  here: string
  title: string
  points: readonly Child[]
  warning?: string | undefined
  to: string
  says: string
  back: { href: string; text: string }
}) {
  return (
    <DeskPage world={props.world} title={props.title} here={props.here}>
      {props.warning && (
        <p class="warning" role="note">
          {props.warning}
        </p>
      )}
      <ul class="points">
        {props.points.map((point) => (
          <li>{point}</li>
        ))}
      </ul>
      <div class="ways">
        <Press to={props.to} says={props.says} kind="grave" />
        <a class="button second" href={props.back.href}>
          {props.back.text}
        </a>
      </div>
    </DeskPage>
  )
}

/** Says above a page that what was asked is done. */
export const Done = ({ says }: { says: string | undefined }) =>
  says ? (
    <p class="done" role="status">
      {says}
    </p>
  ) : null
