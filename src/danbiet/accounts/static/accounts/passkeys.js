// Ties a button to the browser's passkeys. Without them, what is marked data-passkeys stays hidden.
(() => {
  'use strict'
  if (!window.PublicKeyCredential) return
  const forms = window.allauth.webauthn.forms
  const error = document.getElementById('passkey-error')
  document.addEventListener('allauth.error', event => {
    event.preventDefault()
    if (error) error.hidden = false
  })
  document.querySelectorAll('[data-passkeys]').forEach(part => { part.hidden = false })
  document.querySelectorAll('[data-passkey]').forEach(button => {
    const { passkey, credential, options, passwordless } = button.dataset
    const ids = { add: button.id, login: button.id, authenticate: button.id, credential, passwordless }
    if (options) ids.data = options
    forms[passkey]({ ids })
  })
})()
