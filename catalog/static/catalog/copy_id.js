// Buttons that copy a text. Without this script they are hidden; the text can be selected on the page.
'use strict';
if (navigator.clipboard) {
    for (const button of document.querySelectorAll('[data-copy-text]')) {
        const label = button.textContent;
        button.hidden = false;
        button.addEventListener('click', async () => {
            try {
                await navigator.clipboard.writeText(button.dataset.copyText);
                button.textContent = 'Copied';
            } catch {
                button.textContent = 'Not copied: select the ID instead';
            }
            setTimeout(() => { button.textContent = label; }, 2000);
        });
    }
}
