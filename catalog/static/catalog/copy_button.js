// A copy button next to each text marked data-copy. Without this script, the text can still be selected.
'use strict';
const status = document.createElement('span');
status.setAttribute('role', 'status');
for (const text of document.querySelectorAll('[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = `Copy the ${text.labels[0].textContent.toLowerCase()}`;
    button.addEventListener('click', async () => {
        button.after(status);
        text.select();
        try {
            await navigator.clipboard.writeText(text.value);
            status.textContent = ' Copied.';
        } catch {
            // There is no clipboard without HTTPS, or the browser denied access.
            status.textContent = ' Selected. Press Ctrl+C (or \u2318C) to copy.';
        }
    });
    text.after(document.createElement('br'), button);
}
