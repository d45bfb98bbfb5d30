import type { Hub } from '../hubs/model.ts'
import { themes } from '../lib/themes.ts'
import { Complaints, Field, Select, TextArea } from '../web/form.tsx'
import { Page } from '../web/page.tsx'
import type { World } from '../world.ts'
import type { SetUpErrors, SetUpForm } from './model-setup.ts'

/** The page on which a new server gets its first hub and its first person. */
export function SetUpPage(props: { world: World; token: string; form: SetUpForm; errors: SetUpErrors }) {
  const { world, token, form, errors } = props
  const host = new URL(world.config.origin).host
  const of = (name: keyof SetUpForm) => ({ name, value: form[name], error: errors[name] })
  return (
    <Page world={world} title="Set up your hub" hidden>
      <article class="plain">
        <h1>Set up your hub</h1>
        <p class="lede">
          A hub is your group as others see it: it publishes what people near you are concerned about, and
          follows other hubs. Filling this in takes a few minutes.
        </p>
        <div class="card">
          <NeverChanges world={world} />
        </div>
        <Complaints errors={errors} />
        <form method="post" action="/setup">
          <input type="hidden" name="token" value={token} />
          <Field {...of('name')} label="Name of the hub" hint="As people say it." required maxlength={100} />
          <Field
            {...of('handle')}
            label="Handle"
            hint={
              <>
                How others find and follow the hub: <code>@handle@{host}</code>. Letters a to z, digits and
                underscores. Left empty, it is made from the name.
              </>
            }
            required={false}
            maxlength={30}
          />
          <TextArea
            {...of('summary')}
            label="What the hub is and does"
            required={false}
            rows={4}
            maxlength={5000}
          />
          <Select
            {...of('theme')}
            label="Is it a hub of a place or of a theme?"
            none="Of a place: say which below"
            choices={themes.map(({ key, name }) => ({ value: key, name: `Of a theme: ${name}` }))}
          />
          <Select {...of('level')} label="How wide does it speak?" choices={levelChoices} />
          <Field
            {...of('place')}
            label="Place"
            hint="As people there call it. A hub of a theme may leave it empty."
            required={false}
            maxlength={100}
          />
          <Field
            {...of('areas')}
            label="Area codes"
            hint={
              <>
                If you know them, with commas between: <code>gss:E05000026</code>, <code>iso:GB-ENG</code>,{' '}
                <code>geonames:2643743</code>.
              </>
            }
            required={false}
          />
          <Field
            {...of('pin')}
            label="Pin on the map"
            hint="Latitude and longitude, such as 51.561, -1.785. It is rounded to about a hundred metres; the middle of the place will do."
            required={false}
          />
          <Field
            {...of('languages')}
            label="Languages"
            hint="Their short codes with commas between, the main one first: en for English, cy for Welsh."
            required
          />
          <Field
            {...of('organiser')}
            label="Your name"
            hint="The first organiser, who may also add others. It stays in the hub and is never published."
            required
            maxlength={100}
          />
          <p>
            <button type="submit">Set up the hub</button>
          </p>
        </form>
      </article>
    </Page>
  )
}

function NeverChanges({ world: { config } }: { world: World }) {
  return config.trial ? (
    <p>
      <strong>One thing can never be changed later:</strong> the handle of the hub. Others will know you by
      it. This is a trial on this machine, at <code>{config.origin}</code>; when it moves to a public address
      later, what was published becomes drafts again.
    </p>
  ) : (
    <p>
      <strong>Two things can never be changed later:</strong> the handle of the hub, and the address of this
      server, <code>{config.origin}</code>. Others will know you by them.
    </p>
  )
}

/** The page after set-up: what there is now, and what to do next. */
export function SetUpDonePage({ world, hub, organiser }: { world: World; hub: Hub; organiser: string }) {
  const handle = `@${hub.handle}@${new URL(world.config.origin).host}`
  const settings = [
    ...(world.config.data === './data' ? [] : ['FOLKMOOT_DATA']),
    ...(world.config.databaseUrl === null ? [] : ['DATABASE_URL']),
  ]
  return (
    <Page world={world} title={`${hub.name} is set up`} brand={hub.name} hidden>
      <article class="plain">
        <h1>{hub.name} is set up</h1>
        <p class="lede">
          It has a page of its own: <a href={`/hubs/${hub.id}`}>{hub.name}</a>. Its handle is{' '}
          <strong class="handle">{handle}</strong>
          {world.config.trial
            ? '; in this trial other hubs on this machine can follow it.'
            : ': people can follow it from any other hub, and from Mastodon and its like.'}
        </p>
        <h2>What to do next</h2>
        <p>
          Until organisers have pages of their own, they type commands on the machine this server runs on, in
          the folder where it was started
          {settings.length > 0 && <>, with {settings.join(' and ')} set as then</>}. Each command says who
          does it:
        </p>
        <ul class="commands">
          {commandsAfter(organiser).map(([what, command]) => (
            <li>
              {what}: <code>{command}</code>
            </li>
          ))}
        </ul>
        <p>
          A command explains itself when it is called with <code>--help</code>. In a container,{' '}
          <code>node dist/src/cli.js</code> stands for <code>npx folkmoot</code>. What is published shows on{' '}
          <a href="/map">the map</a>.
        </p>
      </article>
    </Page>
  )
}

const levelChoices = [
  { value: 'local', name: 'Local: a neighbourhood, a village, a town' },
  { value: 'regional', name: 'Regional: it brings together hubs of a region' },
  { value: 'national', name: 'National: it brings together the hubs of a country' },
  { value: 'global', name: 'Global' },
]

function commandsAfter(organiser: string): [what: string, command: string][] {
  const as = `--as ${JSON.stringify(organiser)}`
  return [
    [
      'Write down an issue, and where it came from',
      `npx folkmoot issue draft --title "Buses stop at six" --theme transport --basis listening ${as}`,
    ],
    ['Publish it, with the id that was printed', `npx folkmoot issue publish ID ${as}`],
    ['Bring in the results of a Polis conversation', `npx folkmoot import polis FOLDER ${as}`],
    ['Follow another hub', `npx folkmoot follow @northend@hub.example ${as}`],
    ['Add another organiser', `npx folkmoot user add NAME --role organiser ${as}`],
  ]
}
