// Shows the buttons that copy a text, which are of no use without this, nor where a browser lets no page copy.
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
      button.parentElement.querySelector('[role=status]').textContent = button.dataset.copied
    } catch {
      button.hidden = true
    }
  })
}
