import { byId } from './dom.js';

/** Asks for the API key; resolves with what was entered. It cannot be dismissed: without a key there is nothing to show. */
export function askForKey(refused) {
  const dialog = byId('key');
  const input = byId('key-input');
  byId('key-text').textContent = refused
    ? 'That key was not accepted. Please check it and try again.'
    : 'This Hearthwatch asks for a key before it shows anything.';
  input.value = '';
  return new Promise(resolve => {
    const keepOpen = event => event.preventDefault();
    dialog.addEventListener('cancel', keepOpen);
    byId('key-form').onsubmit = event => {
      event.preventDefault();
      const key = input.value.trim();
      if (!key) return;
      dialog.removeEventListener('cancel', keepOpen);
      dialog.close();
      resolve(key);
    };
    if (!dialog.open) dialog.showModal();
    input.focus();
  });
}
