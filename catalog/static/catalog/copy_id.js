// Buttons that copy a text, their own or that of a field. Without this script they are hidden; the text can be selected on the page.
'use strict';
if (navigator.clipboard) {
    for (const button of document.querySelectorAll('[data-copy-text], [data-copy-from]')) {
        const label = button.textContent;
        button.hidden = false;
        button.addEventListener('click', async () => {
            try {
                const source = document.getElementById(button.dataset.copyFrom);
                await navigator.clipboard.writeText(source ? source.value : button.dataset.copyText);
                button.textContent = 'Copied';
            } catch {
                button.textContent = 'Not copied: select the text instead';
            }
            setTimeout(() => { button.textContent = label; }, 2000);
        });
    }
}
