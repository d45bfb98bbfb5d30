// Passkeys: fills in and sends two forms that are of no use without it, and shows them where the browser can do it.
;(() => {
  const { startRegistration, startAuthentication, browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } =
    globalThis.SimpleWebAuthnBrowser
  if (!browserSupportsWebAuthn()) return

  /** What the server asks of the browser, and the id under which it waits for the answer. */
  async function ask(form) {
    const answer = await fetch(form.dataset.ask, { method: 'POST' })
    if (!answer.ok) throw new Error(`asked in vain: ${answer.status}`)
    return answer.json()
  }

  function send(form, id, response) {
    form.elements.id.value = id
    form.elements.response.value = JSON.stringify(response)
    form.submit()
  }

  function say(form, error) {
    const name = error?.name === 'InvalidStateError' ? 'known' : 'failed'
    for (const problem of form.querySelectorAll('[data-problem]'))
      problem.hidden = problem.dataset.problem !== name
  }

  for (const part of document.querySelectorAll('[data-passkeys]')) part.hidden = false
  for (const part of document.querySelectorAll('[data-no-passkeys]')) part.hidden = true

  const adding = document.querySelector('form[data-passkeys=add]')
  adding?.addEventListener('submit', async (submitted) => {
    submitted.preventDefault()
    try {
      const { id, options } = await ask(adding)
      send(adding, id, await startRegistration({ optionsJSON: options }))
    } catch (error) {
      say(adding, error)
    }
  })

  const using = document.querySelector('form[data-passkeys=use]')
  if (!using) return
  let offering = 0
  using.addEventListener('submit', async (submitted) => {
    submitted.preventDefault()
    clearTimeout(offering)
    try {
      const { id, options } = await ask(using)
      send(using, id, await startAuthentication({ optionsJSON: options }))
    } catch (error) {
      say(using, error)
    }
  })

  /** Offers passkeys in the list that a browser shows at a field; anew before the server forgets what it asked. */
  async function offer() {
    offering = setTimeout(offer, 4 * 60 * 1000)
    try {
      const { id, options } = await ask(using)
      send(using, id, await startAuthentication({ optionsJSON: options, useBrowserAutofill: true }))
    } catch {
      // Nobody asked for it: the button says what is wrong.
    }
  }
  browserSupportsWebAuthnAutofill().then((can) => can && offer())
})()
