// Checks the form of a model while it is filled in, and adds, moves and removes its connectors without a new page.
'use strict';
const editor = document.querySelector('form[data-check-url]');
if (editor) {
    let timer = 0;
    let latest = 0;

    // Sends the form, and shows the answer unless a later one was sent.
    const check = async (rowCommand = '') => {
        clearTimeout(timer);
        const number = ++latest;
        const data = new FormData(editor);
        if (rowCommand) {
            data.set('rows', rowCommand);
        }
        const response = await fetch(editor.dataset.checkUrl, {method: 'POST', body: data});
        if (response.redirected) {
            editor.dispatchEvent(new Event('sessionended'));
        }
        if (response.redirected || !response.ok) {
            return false;
        }
        const {html, text} = await response.json();
        if (number !== latest) {
            return true;
        }
        for (const [id, content] of Object.entries(html)) {
            replace(document.getElementById(id), content);
        }
        for (const [id, content] of Object.entries(text)) {
            const element = document.getElementById(id);
            if (element) {
                element.textContent = content;
            }
        }
        return true;
    };
    const replace = (element, content) => {
        const isOpen = element.querySelector('details[open]') !== null;
        if (element.innerHTML.trim() !== content.trim() && !element.contains(document.activeElement)) {
            element.innerHTML = content;
            const details = element.querySelector('details');
            if (details && isOpen) {
                details.open = true;
            }
        }
    };
    const checkSoon = () => {
        clearTimeout(timer);
        timer = setTimeout(check, 300);
    };
    const focusRow = (command) => {
        const [verb, number] = command.split(':');
        const rows = editor.querySelectorAll('fieldset.connector');
        if (verb === 'add') {
            rows[rows.length - 1].querySelector('select').focus();
        } else if (verb === 'remove') {
            editor.querySelector('button[name="rows"][value="add"]').focus();
        } else {
            const moved = Number(number) + (verb === 'up' ? -1 : 1);
            const button = editor.querySelector(`button[value="${verb}:${moved}"]:not([disabled])`);
            (button || rows[moved].querySelector('input')).focus();
        }
    };

    editor.addEventListener('input', checkSoon);
    editor.addEventListener('change', checkSoon);
    editor.addEventListener('click', async (event) => {
        const button = event.target.closest('button[name="rows"]');
        if (!button) {
            return;
        }
        event.preventDefault();
        button.blur();
        if (await check(button.value)) {
            editor.dispatchEvent(new Event('rowschanged'));
            focusRow(button.value);
        }
    });
    document.addEventListener('keydown', (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === 's') {
            event.preventDefault();
            editor.requestSubmit(editor.querySelector('button[name="_save"]'));
        }
    });

    // A duplicate needs another name: the one that it was copied from is selected.
    const first = editor.querySelector('input[autofocus]');
    if (first) {
        first.focus();
        first.select();
    }
    editor.querySelector('.error-summary, #doubts')?.focus();
}
