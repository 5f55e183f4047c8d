// A button beside each text marked data-copy. Without this script the text is there all the same, to be selected.
'use strict';
const said = document.createElement('span');
said.setAttribute('role', 'status');
for (const text of document.querySelectorAll('[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = `Copy the ${text.labels[0].textContent.toLowerCase()}`;
    button.addEventListener('click', async () => {
        button.after(said);
        text.select();
        try {
            await navigator.clipboard.writeText(text.value);
            said.textContent = ' Copied.';
        } catch {
            // No clipboard where there is no HTTPS, or it was refused.
            said.textContent = ' It is selected: press Ctrl+C or \u2318C.';
        }
    });
    text.after(document.createElement('br'), button);
}
